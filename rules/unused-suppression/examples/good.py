from opentelemetry import trace

tracer = trace.get_tracer("agent.session")

# Good: the call below passes no parent, and the comment says why that is intended.
span = tracer.start_span("step")  # spanlint: ignore[SPN001] the scheduler starts a trace a tick
