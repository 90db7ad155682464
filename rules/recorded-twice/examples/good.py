import asyncio

from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

tracer = trace.get_tracer("agent.session")


def call_tool(tool, arguments):
    # Good: the `with` records the exception and sets the status.
    with tracer.start_as_current_span("tool.call"):
        return tool(arguments)


def call_tool_with_message(tool, arguments):
    # Good: the `with` leaves both to this code.
    with tracer.start_as_current_span("tool.call", record_exception=False, set_status_on_exception=False) as span:
        try:
            return tool(arguments)
        except Exception as error:
            span.record_exception(error, {"tool.name": tool.name})
            span.set_status(Status(StatusCode.ERROR, tool.name))
            raise


def try_tool(tool, arguments):
    # Good: the exception does not leave the `with`.
    with tracer.start_as_current_span("tool.call") as span:
        try:
            return tool(arguments)
        except Exception as error:
            span.record_exception(error)
            span.set_status(Status(StatusCode.ERROR))
            return None


async def ask_model(client, prompt):
    with tracer.start_as_current_span("model.ask") as span:
        try:
            return await client.ask(prompt)
        except asyncio.CancelledError as error:
            # Good: the `with` does not record a cancellation, which is no Exception.
            span.record_exception(error)
            raise


def run_turn(turn):
    with tracer.start_as_current_span("turn", end_on_exit=False) as span:
        try:
            turn.run(span)
        except Exception as error:
            # Good: the span has ended when the exception leaves the `with`.
            span.record_exception(error)
            span.set_status(Status(StatusCode.ERROR))
            span.end()
            raise
