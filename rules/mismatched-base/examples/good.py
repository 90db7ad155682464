from opentelemetry import context, propagate, trace

tracer = trace.get_tracer("agent.queue")


def handle(message, parent):
    span = tracer.start_span("handle", context=parent)
    # Good: the span is put into the context it was started under.
    token = context.attach(trace.set_span_in_context(span, parent))
    try:
        message.run()
    finally:
        context.detach(token)
        span.end()


def receive(message):
    parent = propagate.extract(message.headers)
    # Good: the parent is active, so its baggage is available.
    token = context.attach(parent)
    span = tracer.start_span("receive", context=parent)
    try:
        with trace.use_span(span, end_on_exit=True):
            message.run()
    finally:
        context.detach(token)
