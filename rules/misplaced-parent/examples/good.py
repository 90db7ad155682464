from opentelemetry import propagate, trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind

tracer = trace.get_tracer("agent.session")


def start_steps(parent):
    # Good: the file does not show what `parent` is.
    turn = tracer.start_span("turn", context=parent)
    # Good: the span is wrapped in a context.
    child = trace.set_span_in_context(turn)
    tracer.start_span("child", context=child, attributes={"step": 1}, kind=SpanKind.CLIENT).end()
    # Good: without a context, the active one is injected.
    propagate.inject({})
    turn.end()


def resume(remote: SpanContext):
    # Good: a span that records nothing stands for the remote one.
    context = trace.set_span_in_context(NonRecordingSpan(remote))
    tracer.start_span("resumed", context=context).end()
