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

export class Conversation {
  private sessionContext?: Context;

  join(context: Context) {
    this.sessionContext = context;
  }

  turn<T>(run: (span: Span) => T) {
    // Good: this call gets the session's context from the same field as its siblings.
    return getTracer().startActiveSpan("turn", {}, this.sessionContext ?? otelContext.active(), run);
  }

  ask<T>(run: (span: Span) => T) {
    return getTracer().startActiveSpan("ask", {}, this.sessionContext ?? otelContext.active(), run);
  }

  use<T>(run: (span: Span) => T) {
    return getTracer().startActiveSpan("use", {}, this.sessionContext ?? otelContext.active(), run);
  }
}

export function startStep(name: string, parent?: Context) {
  // Good: the condition decides whether there is a parent.
  return parent ? getTracer().startSpan(name, {}, parent) : getTracer().startSpan(name);
}
