from opentelemetry import trace

tracer = trace.get_tracer("agent.session")

span = tracer.start_span("step" "attributes={},  # SPN900
