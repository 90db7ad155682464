from opentelemetry import context, trace
from opentelemetry.context import Context

tracer = trace.get_tracer("agent.session")


# Good: the span covers each call.
@tracer.start_as_current_span("turn")
def run_turn():
    return 1


# Good: every call starts a new trace.
@tracer.start_as_current_span("job", context=Context())
async def run_job():
    return 1


def stream(parts):
    # Good: the span covers the whole iteration, and is not active while the caller handles an item.
    span = tracer.start_span("stream", context=context.get_current())
    try:
        yield from parts
    finally:
        span.end()
