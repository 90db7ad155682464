from contextlib import contextmanager

import logfire
from opentelemetry import context, trace

tracer = trace.get_tracer("agent.stream")


def stream(chunks):
    with tracer.start_as_current_span("stream"):  # SPN102
        for chunk in chunks:
            yield chunk


async def events(source, span):
    with trace.use_span(span, end_on_exit=True):  # SPN102
        async for event in source:
            yield event


def rows(source):
    with logfire.span("rows"):  # SPN102
        yield from source


def lines(text, parent):
    token = context.attach(parent)  # SPN102
    try:
        yield from text.splitlines()
    finally:
        context.detach(token)


@contextmanager
def span(label):
    with tracer.start_as_current_span(label) as current:
        yield current


def rows(source):
    with span("rows"):  # SPN102
        for row in source:
            yield row
