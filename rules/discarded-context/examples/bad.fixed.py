from opentelemetry import baggage, context, propagate, trace

tracer = trace.get_tracer("agent.session")


def run_turn(parent, run):
    with tracer.start_span("turn", context=parent) as turn:
        trace.set_span_in_context(turn)  # SPN101
        baggage.set_baggage("user", "42")  # SPN101
        return run()


def on_message(message, run):
    sender = propagate.extract(message.headers)  # SPN101
    with tracer.start_as_current_span("message"):
        return run()


def start_step(span):
    ctx = context.get_current()
    ctx = trace.set_span_in_context(span, ctx)
    return tracer.start_span("step", context=ctx)
