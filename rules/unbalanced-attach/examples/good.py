from opentelemetry import baggage, context, trace
from opentelemetry.propagate import extract

tracer = trace.get_tracer("agent.session")


def on_message(message, handle):
    # Good: a `finally` calls `detach` on every path.
    token = context.attach(extract(message.headers))
    try:
        handle(message)
    finally:
        context.detach(token)


def remember(session, user):
    # Good: values are added for the caller, and the active span does not change.
    values = baggage.set_baggage("session", session)
    values = baggage.set_baggage("user", user, values)
    context.attach(values)


def work(parent, queue):
    # Good: this runs in its own thread, which has its own context.
    context.attach(parent)
    while True:
        queue.get().run()


def start(threads, queue):
    threads.submit(work, context.get_current(), queue)


class Turn:
    def __enter__(self):
        # Good: the token is stored, and another method detaches the context.
        self.token = context.attach(trace.set_span_in_context(self.span))


async def on_request(request, handle):
    # Good: the `finally` runs if the task is cancelled, too.
    token = context.attach(extract(request.headers))
    try:
        return await handle(request)
    finally:
        context.detach(token)
