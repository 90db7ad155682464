from contextlib import contextmanager

from opentelemetry import trace

tracer = trace.get_tracer("agent.stream")


# Good: the span is only started, so it is not current while the generator is suspended.
def stream(chunks):
    span = tracer.start_span("stream")
    try:
        for chunk in chunks:
            yield chunk
    finally:
        span.end()


# Good: the block inside this `with` is meant to run in the span.
@contextmanager
def step(name):
    with tracer.start_as_current_span(name) as span:
        yield span


# Good: the span ends before the first item is yielded.
def loaded(path):
    with tracer.start_as_current_span("load"):
        found = path.read_text().splitlines()
    yield from found
