import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

// Good: the finding on the call below is silenced, and the comment says why.
// spanlint: ignore[SPN001] the scheduler starts a trace a tick
const span = tracer.startSpan("step");
