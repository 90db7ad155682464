import pytest
from opentelemetry import trace

tracer = trace.get_tracer("agent.session")


async def ask_model(client, prompt, parent):
    # Good: a `finally` ends the span on every path.
    span = tracer.start_span("model.ask", context=parent)
    try:
        return await client.ask(prompt)
    finally:
        span.end()


def run_turn(turn, parent):
    # Good: the `with` ends the span.
    with tracer.start_span("turn", context=parent) as span:
        turn.run(span)


def open_turn(turns, name, parent):
    # Good: the span is stored, and the code that retrieves it ends it.
    span = tracer.start_span("turn", context=parent)
    turns[name] = span


def run_quietly(turn, traced, parent):
    # Good: the span is ended wherever it was started.
    span = tracer.start_span("turn", context=parent) if traced else None
    try:
        turn.run()
    finally:
        if span is not None:
            span.end()


def stream_answer(chunks, parent):
    # Good: the `finally` runs if the caller stops iterating, too.
    span = tracer.start_span("model.stream", context=parent)
    try:
        yield from chunks
    finally:
        span.end()


@pytest.fixture
def turn_span(parent):
    # Good: pytest resumes a fixture whatever the test does.
    span = tracer.start_span("turn", context=parent)
    yield span
    span.end()
