from opentelemetry import context, propagate, trace

tracer = trace.get_tracer("agent.queue")


def handle(message, parent):
    span = tracer.start_span("handle", context=parent)  # SPN105
    token = context.attach(trace.set_span_in_context(span))
    try:
        message.run()
    finally:
        context.detach(token)
        span.end()


def receive(message):
    parent = propagate.extract(message.headers)
    span = tracer.start_span("receive", context=parent)  # SPN105
    with trace.use_span(span, end_on_exit=True):
        message.run()
