from contextlib import ExitStack

from opentelemetry import trace

tracer = trace.get_tracer("agent.session")


async def run_turn():
    # Good: `with` starts the span and returns it, even in an `async def`.
    with tracer.start_as_current_span("turn") as span:
        span.set_attribute("step", 1)


class Turn:
    # Good: the context manager is kept until it is exited.
    def __enter__(self):
        self.manager = tracer.start_as_current_span("turn")
        return self.manager.__enter__()

    def __exit__(self, *error):
        return self.manager.__exit__(*error)


def start_turn(stack: ExitStack):
    # Good: the exit stack enters it.
    return stack.enter_context(tracer.start_as_current_span("turn"))
