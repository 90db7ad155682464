from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

tracer = trace.get_tracer("agent.session")


def call_tool(tool, arguments):
    with tracer.start_as_current_span("tool.call") as span:
        try:
            return tool(arguments)
        except Exception as error:
            span.record_exception(error)  # SPN123
            span.set_status(Status(StatusCode.ERROR, tool.name))
            raise


@tracer.start_as_current_span("model.ask")
async def ask_model(client, prompt):
    try:
        return await client.ask(prompt)
    except TimeoutError as error:
        trace.get_current_span().record_exception(error)  # SPN123
        raise error


def run_turn(turn, span):
    with trace.use_span(span, end_on_exit=True):
        try:
            turn.run()
        except ValueError as error:
            trace.get_current_span().record_exception(error, {"turn.id": turn.id})  # SPN123
            raise


def check_budget(budget, spent, parent):
    with tracer.start_span("budget.check", context=parent) as span:
        if spent > budget:
            error = RuntimeError("over budget")
            span.record_exception(error)  # SPN123
            raise error
