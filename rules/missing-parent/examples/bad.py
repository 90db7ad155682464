from opentelemetry import trace
from opentelemetry.trace import SpanKind

tracer = trace.get_tracer("agent.session")


def start_interaction(attributes):
    return tracer.start_span("interaction", kind=SpanKind.INTERNAL, attributes=attributes)  # SPN001


def start_reply(attributes):
    with trace.use_span(trace.get_current_span()):  # opens nothing: this span is current already
        return tracer.start_span("reply", attributes=attributes)  # SPN001
