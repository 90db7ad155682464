from opentelemetry import context, trace

tracer = trace.get_tracer("agent.session")


def turn(session):
    with tracer.start_as_current_span("turn", context=session.context):
        tracer.start_span("step").end()  # SPN003


def resume(saved):
    token = context.attach(saved)
    try:
        return tracer.start_span("resume")  # SPN003
    finally:
        context.detach(token)
