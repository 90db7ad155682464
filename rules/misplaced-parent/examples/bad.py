from opentelemetry import propagate, trace
from opentelemetry.context import set_value
from opentelemetry.trace import SpanContext, SpanKind

tracer = trace.get_tracer("agent.session")


def start_steps():
    turn = tracer.start_span("turn", context=trace.set_span_in_context(trace.get_current_span()))
    tracer.start_span("child", context=turn).end()  # SPN005
    tracer.start_span("remote", turn.get_span_context()).end()  # SPN005
    tracer.start_span("attributes", {"step": 1}).end()  # SPN005
    tracer.start_span("kind", SpanKind.CLIENT).end()  # SPN005
    tracer.start_span("parent", parent=turn).end()  # SPN005
    tracer.start_span("key", context=set_value("current_span", turn)).end()  # SPN005
    propagate.inject({}, context=turn)  # SPN005


def resume(remote: SpanContext):
    context = trace.set_span_in_context(remote)  # SPN005
    tracer.start_span("resumed", context=context).end()
