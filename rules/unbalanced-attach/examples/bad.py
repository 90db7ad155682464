from opentelemetry import context, trace
from opentelemetry.propagate import extract

tracer = trace.get_tracer("agent.session")


def on_message(message, handle):
    context.attach(extract(message.headers))  # SPN104
    with tracer.start_as_current_span("message"):
        handle(message)


def on_order(order, handle):
    context.attach(context.set_value("tenant", order.tenant))  # SPN104
    handle(order)


def on_event(event, handle):
    token = context.attach(extract(event.headers))  # SPN104
    if event.is_empty:
        return
    handle(event)
    context.detach(token)


def on_task(task, handle):
    with context.attach(extract(task.headers)):  # SPN104
        handle(task)


async def on_request(request, handle):
    token = context.attach(extract(request.headers))  # SPN104
    try:
        reply = await handle(request)
    except Exception:
        context.detach(token)
        raise
    context.detach(token)
    return reply
