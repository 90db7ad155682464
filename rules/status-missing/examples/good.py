from opentelemetry import trace
from opentelemetry.trace import StatusCode

tracer = trace.get_tracer("agent.session")


def call_tool(tool, arguments, parent):
    span = tracer.start_span("tool.call", context=parent)
    try:
        return tool(arguments)
    except Exception as error:
        # Good: the status says that the span has failed.
        span.record_exception(error)
        span.set_status(StatusCode.ERROR)
        raise
    finally:
        span.end()


def call_tool_in_with(tool, arguments, parent):
    # Good: the `with` records the exception and sets the status.
    with tracer.start_span("tool.call", context=parent):
        return tool(arguments)


def look_up(cache, key, parent):
    span = tracer.start_span("cache.get", context=parent)
    try:
        return cache[key]
    except KeyError as error:
        # Good: a miss is no failure.
        span.record_exception(error)
        return None
    finally:
        span.end()
