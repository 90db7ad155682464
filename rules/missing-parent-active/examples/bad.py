from opentelemetry import trace

tracer = trace.get_tracer("agent.session")


def handle(job):
    with tracer.start_as_current_span("job"):  # SPN006
        job.run()


@tracer.start_as_current_span("tick")  # SPN006
def tick():
    return None
