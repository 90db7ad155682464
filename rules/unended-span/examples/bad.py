from contextlib import contextmanager

import ddtrace
from opentelemetry import trace

tracer = trace.get_tracer("agent.session")


def find_tool(name, tools, parent):
    span = tracer.start_span("tool.find", context=parent)  # SPN103
    if name not in tools:
        return None
    tool = tools[name]
    span.end()
    return tool


def fetch(client, path):
    span = ddtrace.tracer.start_span("fetch", child_of=ddtrace.tracer.current_span())  # SPN103
    reply = client.get(path)
    if reply is None:
        return None
    span.finish()
    return reply


async def ask_model(client, prompt, parent):
    span = tracer.start_span("model.ask", context=parent)  # SPN103
    answer = await client.ask(prompt)
    span.end()
    return answer


def run_turn(turn, report, parent):
    span = tracer.start_span("turn", context=parent)  # SPN103
    try:
        turn.run()
        span.end()
    except TimeoutError as error:
        report(error)


def read_lines(file, parent):
    with tracer.start_as_current_span("lines", context=parent, end_on_exit=False) as span:  # SPN103
        lines = file.readlines()
        if not lines:
            span.end()
    return lines


def note_retry(parent):
    tracer.start_span("retry", context=parent)  # SPN103


async def ask_carefully(client, prompt, parent):
    span = tracer.start_span("model.ask", context=parent)  # SPN103
    try:
        answer = await client.ask(prompt)
        span.end()
        return answer
    except Exception:
        span.end()
        raise


def stream_answer(chunks, parent):
    span = tracer.start_span("model.stream", context=parent)  # SPN103
    for chunk in chunks:
        yield chunk
    span.end()


@contextmanager
def step(name, parent):
    span = tracer.start_span(name, context=parent)  # SPN103
    yield span
    span.end()
