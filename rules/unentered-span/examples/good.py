from contextlib import ExitStack

from opentelemetry import trace

tracer = trace.get_tracer("agent.session")


async def run_turn():
    # Good: `with` starts the span and gives it, in an `async def` too.
    with tracer.start_as_current_span("turn") as span:
        span.set_attribute("step", 1)


def start_turn(stack: ExitStack):
    # Good: the stack enters it.
    return stack.enter_context(tracer.start_as_current_span("turn"))
