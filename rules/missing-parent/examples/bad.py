from opentelemetry import trace
from opentelemetry.trace import SpanKind

tracer = trace.get_tracer("agent.session")


def start_interaction(attributes):
    return tracer.start_span("interaction", kind=SpanKind.INTERNAL, attributes=attributes)  # SPN001


def reply(write):
    with trace.use_span(trace.get_current_span()):  # opens nothing: this span is current already
        span = tracer.start_span("reply")  # SPN001
        try:
            write()
        finally:
            span.end()


class Hooks:
    def __init__(self):
        self.spans = {}

    def on_agent_start(self, run_id):
        # An agent runs tools, but the spans of these do not become its children.
        self.spans[run_id] = tracer.start_span("agent")  # SPN001

    def on_tool_start(self, run_id, tool):
        self.spans[run_id] = tracer.start_span(f"tool {tool}")  # SPN001
