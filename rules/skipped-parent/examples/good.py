from opentelemetry import trace
from opentelemetry.context import get_current

from .session import get_session_context

tracer = trace.get_tracer("agent.session")


def start_interaction(attributes):
    # Good: this call uses the same provider as its sibling.
    return tracer.start_span("interaction", context=get_session_context(), attributes=attributes)


def start_request():
    return tracer.start_span("request", context=get_session_context() or get_current())


def start_batch(links):
    # Good: a span with links uses them instead of a parent.
    context = get_session_context()
    if context is None:
        return tracer.start_span("batch", links=links, context=get_current())
    return tracer.start_span("batch", context=context)


class Conversation:
    def __init__(self) -> None:
        self._session_context = None

    def open(self):
        # Good: this span is the session's own, since the field is made of it.
        span = tracer.start_span("session", context=get_current())
        self._session_context = trace.set_span_in_context(span)
        return span

    def ask(self, model):
        with tracer.start_as_current_span("ask", context=self._session_context or get_current()):
            return model.ask()

    def use(self, tool):
        with tracer.start_as_current_span("use", context=self._session_context or get_current()):
            return tool.use()


def start_batch(parent_span, items):
    read = tracer.start_span("read", context=trace.set_span_in_context(parent_span))
    # Good: the caller's span is current for this one through the first, whose child it is.
    with trace.use_span(read, end_on_exit=True):
        parse = tracer.start_span("parse")
        parse.end()
