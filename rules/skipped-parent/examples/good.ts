import { context as otelContext, SpanKind, trace, type Attributes, type Context, type Span } from "@opentelemetry/api";
import { getSessionContext } from "./session";

const getTracer = () => trace.getTracer("agent.session");

export function startInteractionSpan(attributes: Attributes) {
  const sessionCtx = getSessionContext() ?? otelContext.active();
  // Good: this call uses the same provider as its sibling.
  return getTracer().startSpan("interaction", { kind: SpanKind.INTERNAL, attributes }, sessionCtx);
}

export const startRequestSpan = () => getTracer().startSpan("request", {}, getSessionContext());

// Good: `root: true` declares that this span starts a trace.
export const startSession = () => getTracer().startSpan("session", { root: true });

export function startStep(name: string, parent?: Context) {
  // Good: the condition decides whether there is a parent.
  return parent ? getTracer().startSpan(name, {}, parent) : getTracer().startSpan(name);
}
