from opentelemetry import trace

tracer = trace.get_tracer("agent.session")

# Good: the finding on the call below is silenced, and the comment says why.
span = tracer.start_span("step")  # spanlint: ignore[SPN001] the scheduler starts a trace a tick
