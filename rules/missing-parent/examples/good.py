from opentelemetry import trace
from opentelemetry.context import Context, get_current

from .session import get_session_context

tracer = trace.get_tracer("agent.session")


def start_interaction(attributes):
    # Good: the session's context is the parent.
    return tracer.start_span("interaction", context=get_session_context(), attributes=attributes)


def start_step():
    # Good: the context is the second parameter, so it can stand there without its keyword.
    return tracer.start_span("step", get_session_context())


def start_request():
    # Good: taking the active context is said, not left to chance.
    return tracer.start_span("request", context=get_current())


def start_worker():
    # Good: an empty Context declares a new trace.
    return tracer.start_span("worker", context=Context())


def start_any(name, **options):
    # Good: the caller may pass a context through `options`, so nothing can be said here.
    return tracer.start_span(name, **options)
