import { context, ROOT_CONTEXT, trace, type Attributes, type SpanOptions } from "@opentelemetry/api";
import { getSessionContext } from "./session";

const tracer = trace.getTracer("agent.session");

// Good: the session's context is the parent, or the active context if there is no session.
export const startInteraction = (attributes: Attributes) =>
  tracer.startSpan("interaction", { attributes }, getSessionContext() ?? context.active());

// Good: the active context is passed explicitly.
export const startRequest = () => tracer.startSpan("request", {}, context.active());

// Good: `root: true` starts a new trace.
export const startWorker = () => tracer.startSpan("worker", { root: true });

// Good: ROOT_CONTEXT starts a new trace, too.
export const startJob = () => tracer.startSpan("job", {}, ROOT_CONTEXT);

// Good: the spread arguments may include a context.
export const startAny = (...args: [string, SpanOptions]) => tracer.startSpan(...args);
