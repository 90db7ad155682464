from opentelemetry import trace
from opentelemetry.trace import SpanKind

tracer = trace.get_tracer("agent.session")


def start_interaction(attributes):
    return tracer.start_span("interaction", kind=SpanKind.INTERNAL, attributes=attributes)  # SPN001
