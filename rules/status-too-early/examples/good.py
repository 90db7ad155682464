from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

tracer = trace.get_tracer("agent.session")


def call_tool(tool, arguments):
    # Good: one of two arms sets the status.
    with tracer.start_as_current_span("tool.call") as span:
        result = tool(arguments)
        if result.is_error:
            span.set_status(Status(StatusCode.ERROR, result.text))
        else:
            span.set_status(StatusCode.OK)
        return result


def call_tool_again(tool, arguments):
    # Good: the question before OK decides about ERROR as well.
    with tracer.start_as_current_span("tool.call") as span:
        result = tool(arguments)
        if not result.is_error:
            span.set_status(StatusCode.OK)
        failed = result.is_error
        if failed:
            span.set_status(Status(StatusCode.ERROR, result.text))
        return result


def read_lines(path):
    # Good: nothing sets ERROR behind OK but for an exception, which is a hint at most.
    with tracer.start_as_current_span("lines.read") as span:
        try:
            file = open(path)
            span.set_status(StatusCode.OK)
            return file.readlines()
        except OSError:
            span.set_status(StatusCode.ERROR)
            raise
