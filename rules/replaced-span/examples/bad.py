from opentelemetry import trace

tracer = trace.get_tracer("agent.stream")


class Stream:
    def __init__(self, chunks, span, label):
        self._chunks = chunks
        self._span = span
        self._label = label

    def __next__(self):
        try:
            return next(self._chunks)
        except StopIteration:
            with tracer.start_as_current_span(self._label) as self._span:  # SPN113
                self._span.set_attribute("stream.done", True)
            raise


class Turn:
    def run(self, model):
        self.span = tracer.start_span("prepare")
        model.prepare()
        self.span = tracer.start_span("answer")  # SPN113
        model.answer()
        self.span.end()
