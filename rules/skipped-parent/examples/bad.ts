import { context as otelContext, propagation, SpanKind, trace, type Attributes, type Context, type Span } from "@opentelemetry/api";
import { getSessionContext } from "./session";

const getTracer = () => trace.getTracer("agent.session");

function resolveParentContext(parent?: Span) {
  return parent ? trace.setSpan(otelContext.active(), parent) : (getSessionContext() ?? otelContext.active());
}

export function startInteractionSpan(attributes: Attributes) {
  return getTracer().startSpan("interaction", { kind: SpanKind.INTERNAL, attributes }); // SPN002
}

export function onMessage(headers: Record<string, string>, handle: () => void) {
  const sender = propagation.extract(otelContext.active(), headers);
  return getTracer().startActiveSpan("message", (span) => { // SPN002
    handle();
    span.end();
  });
}

export const startRequestSpan = (parent: Span) => getTracer().startSpan("request", {}, resolveParentContext(parent));

export const startToolSpan = (parent: Context, name: string) => getTracer().startSpan(`tool ${name}`); // SPN002

export class Conversation {
  private sessionContext?: Context;

  join(context: Context) {
    this.sessionContext = context;
  }

  ask<T>(run: (span: Span) => T) {
    return getTracer().startActiveSpan("ask", {}, this.sessionContext ?? otelContext.active(), run);
  }

  use<T>(run: (span: Span) => T) {
    return getTracer().startActiveSpan("use", {}, this.sessionContext ?? otelContext.active(), run);
  }

  turn<T>(run: (span: Span) => T) {
    return getTracer().startActiveSpan("turn", {}, run); // SPN002
  }
}

export class Steps {
  start(name: string, options: { context?: Context; attributes?: Attributes }) {
    const parent = options.context ?? otelContext.active();
    return getTracer().startSpan(name, options, parent);
  }

  run<T>(name: string, options: { context?: Context; attributes?: Attributes }, step: (span: Span) => T): T {
    const parent = options.context ?? otelContext.active();
    return getTracer().startActiveSpan(name, options, (span) => { // SPN002
      return otelContext.with(trace.setSpan(parent, span), () => step(span));
    });
  }
}
