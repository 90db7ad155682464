import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

// Good: the error below does not touch a span call, and this call is intact.
const span = tracer.startSpan("step", {}, context.active());

const unfinished = 1 + ;
