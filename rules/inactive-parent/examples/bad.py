from opentelemetry import trace

tracer = trace.get_tracer("agent.work")


def work(tasks):
    span = tracer.start_span("work")  # SPN107
    for task in tasks:
        with tracer.start_as_current_span("task"):
            task.run()
    span.end()


def load(path):
    with tracer.start_span("load"):  # SPN107
        with tracer.start_as_current_span("read"):
            return path.read_text()
