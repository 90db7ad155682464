from opentelemetry import trace
from opentelemetry.context import Context, get_current

from .session import get_session_context

tracer = trace.get_tracer("agent.session")


def start_interaction(attributes):
    return tracer.start_span("interaction", attributes=attributes)  # SPN002


def start_request(parent):
    context = trace.set_span_in_context(parent) if parent else (get_session_context() or get_current())
    return tracer.start_span("request", context=context)


def start_tool(context: Context, name: str):
    return tracer.start_span(f"tool {name}")  # SPN002


class Conversation:
    def __init__(self) -> None:
        self._session_context: Context | None = None

    def join(self, context: Context) -> None:
        self._session_context = context

    def ask(self, model):
        with tracer.start_as_current_span("ask", context=self._session_context or get_current()):
            return model.ask()

    def use(self, tool):
        with tracer.start_as_current_span("use", context=self._session_context or get_current()):
            return tool.use()

    def turn(self, prompt):
        with tracer.start_as_current_span("turn"):  # SPN002
            return prompt.answer()


def start_batch(parent_span, items):
    read = tracer.start_span("read", context=trace.set_span_in_context(parent_span))
    read.end()
    write = tracer.start_span("write")  # SPN002
    write.end()


class ModelCallbacks:
    def on_llm_start(self, prompts, *, run_id, parent_run_id=None, **kwargs):
        self.spans[run_id] = tracer.start_span("llm")  # SPN002
