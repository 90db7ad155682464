from opentelemetry import context, propagate, trace

tracer = trace.get_tracer("agent.session")


def start_step(turn, table):
    # Good: this method belongs to another kind of object.
    table.set_value("user", "42")
    # Good: the new context is the parent of the next span.
    return tracer.start_span("step", context=trace.set_span_in_context(turn))


def on_message(message, run):
    # Good: the extracted context is the parent.
    sender = propagate.extract(message.headers)
    with tracer.start_as_current_span("message", context=sender):
        return run()


def run_turn(run):
    # Good: the new context is made active.
    token = context.attach(context.set_value("user", "42"))
    try:
        return run()
    finally:
        context.detach(token)
