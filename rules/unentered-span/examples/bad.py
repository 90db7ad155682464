from opentelemetry import trace

tracer = trace.get_tracer("agent.session")


def start_turn():
    tracer.start_as_current_span("turn")  # SPN106


def run_turn():
    span = tracer.start_as_current_span("turn")  # SPN106
    span.set_attribute("step", 1)
    span.end()


def enter_turn():
    span = tracer.start_as_current_span("turn").__enter__()  # SPN106
    span.set_attribute("step", 1)
    return span


async def await_turn():
    async with tracer.start_as_current_span("turn"):  # SPN106
        pass
