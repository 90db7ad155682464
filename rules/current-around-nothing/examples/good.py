from opentelemetry import context, trace

tracer = trace.get_tracer("agent.delivery")


class Delivery:
    def start(self):
        # Good: the span is only started here, and made current around its work.
        self._span = tracer.start_span("process")

    def deliver(self, callback, message):
        with trace.use_span(self._span, end_on_exit=True):
            callback(message)

    def open(self):
        with tracer.start_as_current_span("open") as span:
            self._span = span
            # Good: the context is captured while the span is current.
            self._context = context.get_current()


def run_turn(model):
    with tracer.start_as_current_span("turn") as span:
        # Good: the work is inside the span.
        model.run()
        return span
