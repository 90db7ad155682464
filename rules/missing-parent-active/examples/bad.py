from opentelemetry import trace

tracer = trace.get_tracer("agent.session")


def handle(job):
    with tracer.start_as_current_span("job"):  # SPN006
        job.run()


def run(task):
    span = tracer.start_span("task")  # SPN006
    with trace.use_span(span, end_on_exit=True):
        task.run()


@tracer.start_as_current_span("tick")  # SPN006
def tick():
    return None
