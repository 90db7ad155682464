from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

tracer = trace.get_tracer("agent.session")


def call_tool(tool, arguments):
    # Good: the status is OK only if nothing has failed.
    with tracer.start_as_current_span("tool.call") as span:
        try:
            result = tool(arguments)
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, str(error)))
            raise
        span.set_status(Status(StatusCode.OK))
        return result


def try_tool(tool, arguments):
    # Good: a flag tells whether the tool has failed.
    with tracer.start_as_current_span("tool.try") as span:
        failed = False
        try:
            tool(arguments)
        except ValueError:
            failed = True
            span.set_status(StatusCode.ERROR)
        if not failed:
            span.set_status(StatusCode.OK)


def retry_tool(tool, arguments):
    # Good: a later attempt succeeds.
    with tracer.start_as_current_span("tool.retry") as span:
        for _ in range(3):
            try:
                result = tool(arguments)
            except ValueError:
                span.set_status(StatusCode.ERROR)
                continue
            span.set_status(StatusCode.OK)
            return result
