from opentelemetry import trace
from opentelemetry.context import get_current

tracer = trace.get_tracer("agent.session")

# Good: the error below does not touch a span call, and this call is intact.
span = tracer.start_span("step", context=get_current())

print("unfinished" +)
