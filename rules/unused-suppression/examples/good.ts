import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

// Good: the call below passes no parent, and the comment says why that is intended.
// spanlint: ignore[SPN001] the scheduler starts a trace a tick
const span = tracer.startSpan("step");
