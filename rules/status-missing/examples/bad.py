from opentelemetry import trace
from opentelemetry.trace import StatusCode

tracer = trace.get_tracer("agent.session")


def fail_turn(turn, error):
    turn.record_exception(error)
    turn.set_status(StatusCode.ERROR)
    turn.end()


def call_tool(tool, arguments, parent):
    span = tracer.start_span("tool.call", context=parent)
    try:
        return tool(arguments)
    except Exception as error:
        span.record_exception(error)  # SPN124
        raise
    finally:
        span.end()


def find_tool(name, tools, parent):
    span = tracer.start_span("tool.find", context=parent)
    if name not in tools:
        error = LookupError(name)
        span.record_exception(error)  # SPN124
        span.end()
        raise error
    span.end()
    return tools[name]
