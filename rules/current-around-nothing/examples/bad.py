from opentelemetry import trace

tracer = trace.get_tracer("agent.delivery")


class Delivery:
    def start(self):
        with tracer.start_as_current_span("process", end_on_exit=False) as span:  # SPN112
            self._span = span

    def open(self):
        with tracer.start_as_current_span("open") as self.opened:  # SPN112
            pass


def start_turn(number):
    with tracer.start_as_current_span("turn") as span:  # SPN112
        span.set_attribute("turn.number", number)
        return span
