from opentelemetry import trace

tracer = trace.get_tracer("agent.session")


def start_step():
    return tracer.start_span("step", context=None)  # SPN004


def start_other():
    parent = None
    return tracer.start_span("other", parent)  # SPN004
