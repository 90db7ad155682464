import { context, trace, type Context, type Span, type SpanContext, type SpanOptions } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function startSteps(session: Context, turn: Span, options: SpanOptions) {
  // Good: the context is passed in its own argument.
  tracer.startSpan("context", options, session).end();
  // Good: the span is wrapped in a context.
  tracer.startSpan("span", {}, trace.setSpan(context.active(), turn)).end();
}

export function resume(remote: SpanContext) {
  // Good: this function takes a SpanContext.
  const parent = trace.setSpanContext(context.active(), remote);
  tracer.startSpan("resumed", {}, parent).end();
}
