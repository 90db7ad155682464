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
    # Good: the span is stored, and ended by whoever takes it out.
    span = tracer.start_span("turn", context=parent)
    turns[name] = span


def run_quietly(turn, traced, parent):
    # Good: where it was started it is ended.
    span = tracer.start_span("turn", context=parent) if traced else None
    try:
        turn.run()
    finally:
        if span is not None:
            span.end()
