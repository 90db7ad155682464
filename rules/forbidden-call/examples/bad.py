from opentelemetry import trace

tracer = trace.get_tracer("agent")


def work(ctx):
    span = tracer.start_span("work", context=ctx)  # SPN007
    span.end()
