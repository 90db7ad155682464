from opentelemetry import trace

tracer = trace.get_tracer("agent.work")


def work(tasks):
    span = tracer.start_span("work")
    # Good: the span is made current, so the other spans are its children.
    with trace.use_span(span, end_on_exit=True):
        for task in tasks:
            with tracer.start_as_current_span("task"):
                task.run()


def load(path):
    span = tracer.start_span("find")
    found = path.resolve()
    span.end()
    # Good: the first span has ended before the second one starts.
    with tracer.start_as_current_span("read"):
        return found.read_text()
