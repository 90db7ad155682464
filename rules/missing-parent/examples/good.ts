import { context, ROOT_CONTEXT, trace, type Attributes, type SpanOptions } from "@opentelemetry/api";
import { getSessionContext } from "./session";

const tracer = trace.getTracer("agent.session");

// Good: the session's context is the parent, the active one where there is no session.
export const startInteraction = (attributes: Attributes) =>
  tracer.startSpan("interaction", { attributes }, getSessionContext() ?? context.active());

// Good: taking the active context is said, not left to chance.
export const startRequest = () => tracer.startSpan("request", {}, context.active());

// Good: `root: true` declares a new trace.
export const startWorker = () => tracer.startSpan("worker", { root: true });

// Good: so does ROOT_CONTEXT.
export const startJob = () => tracer.startSpan("job", {}, ROOT_CONTEXT);

// Good: the spread may hold a context, so nothing can be said here.
export const startAny = (...args: [string, SpanOptions]) => tracer.startSpan(...args);
