from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

tracer = trace.get_tracer("agent.session")


def call_tool(tool, arguments):
    with tracer.start_as_current_span("tool.call") as span:
        result = tool(arguments)
        span.set_status(StatusCode.OK)  # SPN122
        if result.is_error:
            span.set_status(Status(StatusCode.ERROR, result.text))
        return result


def run_turns(turns, parent):
    span = tracer.start_span("turns", context=parent)
    try:
        span.set_status(StatusCode.OK)  # SPN122
        if len(turns) == 0:
            span.set_status(StatusCode.ERROR)
    finally:
        span.end()
