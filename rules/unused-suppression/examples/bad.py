from opentelemetry import trace
from opentelemetry.context import get_current

tracer = trace.get_tracer("agent.session")

span = tracer.start_span("step", context=get_current())  # spanlint: ignore[SPN001] a trace a tick  # SPN901

tick = tracer.start_span("step")  # spanlint: ignore[SPN001, SPN004] a trace a tick  # SPN901
