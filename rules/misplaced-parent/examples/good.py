from opentelemetry import trace
from opentelemetry.trace import SpanKind

tracer = trace.get_tracer("agent.session")


def start_steps(parent):
    # Good: the file does not show what `parent` is.
    turn = tracer.start_span("turn", context=parent)
    # Good: the span is wrapped in a context.
    child = trace.set_span_in_context(turn)
    tracer.start_span("child", context=child, attributes={"step": 1}, kind=SpanKind.CLIENT).end()
    turn.end()
