import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

// Good: the error below touches no span call, and this one is intact.
const span = tracer.startSpan("step", {}, context.active());

const unfinished = 1 + ;
