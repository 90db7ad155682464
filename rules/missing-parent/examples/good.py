from opentelemetry import trace
from opentelemetry.context import Context, get_current

from .session import get_session_context

tracer = trace.get_tracer("agent.session")


def start_interaction(attributes):
    # Good: the session's context is the parent.
    return tracer.start_span("interaction", context=get_session_context(), attributes=attributes)


def start_step():
    # Good: the context is the second parameter, so it can be passed by position.
    return tracer.start_span("step", get_session_context())


def start_request():
    # Good: the active context is passed explicitly.
    return tracer.start_span("request", context=get_current())


def start_worker():
    # Good: an empty Context starts a new trace.
    return tracer.start_span("worker", context=Context())


def start_any(name, **options):
    # Good: the caller may pass a context in `options`.
    return tracer.start_span(name, **options)
