from app.tracing import begin_step
from opentelemetry import trace

tracer = trace.get_tracer("agent")


def work(ctx):
    # Good: the project's own function starts the span.
    span = begin_step("work", ctx)
    span.end()


def nested():
    # Good: another method of the tracer, which no row forbids.
    with tracer.start_as_current_span("nested"):
        pass
