from contextlib import contextmanager

from opentelemetry import trace

tracer = trace.get_tracer("agent.stream")


# Good: the span is only started; nothing is current while the generator waits.
def stream(chunks):
    span = tracer.start_span("stream")
    try:
        for chunk in chunks:
            yield chunk
    finally:
        span.end()


# Good: the block inside this `with` is to run in the span, that is what it is for.
@contextmanager
def step(name):
    with tracer.start_as_current_span(name) as span:
        yield span


# Good: the span is over before the first item is handed out.
def loaded(path):
    with tracer.start_as_current_span("load"):
        found = path.read_text().splitlines()
    yield from found
