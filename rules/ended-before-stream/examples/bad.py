from opentelemetry import trace
from starlette.responses import StreamingResponse

tracer = trace.get_tracer("agent.chat")


async def chunks(model, prompt):
    with tracer.start_as_current_span("ask"):
        tokens = await model.ask(prompt)
    for token in tokens:
        yield token


async def chat(model, prompt):
    with tracer.start_as_current_span("chat"):
        return StreamingResponse(chunks(model, prompt))  # SPN111


def count(items):
    with tracer.start_as_current_span("count") as span:

        def counted():
            for number, item in enumerate(items):
                span.set_attribute("items.count", number)
                yield item

        stream = counted()
        return stream  # SPN111


def watched(span, items):
    for item in items:
        yield item
    span.set_attribute("items.count", len(items))


def watch(items):
    with tracer.start_as_current_span("watch") as span:
        return watched(span, items)  # SPN111
