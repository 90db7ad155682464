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


def start_batch(parent_span, items):
    read = tracer.start_span("read", context=trace.set_span_in_context(parent_span))
    # Good: the caller's span is current for this one through the first, whose child it is.
    with trace.use_span(read, end_on_exit=True):
        parse = tracer.start_span("parse")
        parse.end()
