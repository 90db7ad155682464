from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

tracer = trace.get_tracer("agent.session")


def call_tool(tool, arguments):
    with tracer.start_as_current_span("tool.call") as span:
        try:
            return tool(arguments)
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, str(error)))
            raise
        finally:
            span.set_status(Status(StatusCode.OK))  # SPN121


def try_tool(tool, arguments):
    with tracer.start_as_current_span("tool.try") as span:
        result = None
        try:
            result = tool(arguments)
        except ValueError:
            span.set_status(StatusCode.ERROR)
        span.set_status(StatusCode.OK)  # SPN121
        return result


def read_lines(file):
    with tracer.start_as_current_span("lines.read") as span:
        try:
            return file.readlines()
        finally:
            span.set_status(trace.StatusCode.OK)  # SPN121
