from opentelemetry import trace

tracer = trace.get_tracer("agent.stream")


class Stream:
    def __init__(self, chunks, span):
        self._chunks = chunks
        self._span = span

    def __next__(self):
        try:
            return next(self._chunks)
        except StopIteration:
            # Good: the span that the stream was given is ended.
            with self._span:
                self._span.set_attribute("stream.done", True)
            raise


class Turn:
    def __init__(self):
        self.span = None

    def run(self, model):
        # Good: the member is empty before.
        self.span = tracer.start_span("prepare")
        model.prepare()
        self.span.end()
        # Good: the first span has ended.
        self.span = tracer.start_span("answer")
        model.answer()
        self.span.end()
