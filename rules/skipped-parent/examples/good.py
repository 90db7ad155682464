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
