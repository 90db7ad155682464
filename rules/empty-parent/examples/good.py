from opentelemetry import trace

from .session import get_session_context

tracer = trace.get_tracer("agent.session")


def start_step(context=None):
    # Good: the caller decides; None is only the default.
    return tracer.start_span("step", context=context)


def start_other(session):
    parent = None
    if session:
        parent = get_session_context()
    # Good: the variable holds a parent on one of the paths.
    return tracer.start_span("other", context=parent)
