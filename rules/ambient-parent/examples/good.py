from opentelemetry import trace
from opentelemetry.context import get_current

tracer = trace.get_tracer("agent.session")


def turn(session):
    with tracer.start_as_current_span("turn", context=session.context):
        # Good: the active context is passed explicitly, so the parent is written down.
        tracer.start_span("step", context=get_current()).end()
