from opentelemetry import trace
from starlette.responses import StreamingResponse

tracer = trace.get_tracer("agent.chat")


async def chunks(model, prompt, span):
    try:
        # Good: the generator is given its parent, and ends it when the stream ends.
        with tracer.start_as_current_span("ask", context=trace.set_span_in_context(span)):
            tokens = await model.ask(prompt)
        for token in tokens:
            yield token
    finally:
        span.end()


async def chat(model, prompt):
    span = tracer.start_span("chat")
    return StreamingResponse(chunks(model, prompt, span))


def count(items):
    with tracer.start_as_current_span("count"):
        # Good: the list has all items before the span ends.
        return list(counted(items))


def counted(items):
    for item in items:
        with tracer.start_as_current_span("item"):
            value = item.load()
        yield value
