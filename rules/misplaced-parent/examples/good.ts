import { context, trace, type Context, type Span, type SpanOptions } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function startSteps(session: Context, turn: Span, options: SpanOptions) {
  // Good: the context stands in its own slot.
  tracer.startSpan("context", options, session).end();
  // Good: the span is wrapped in a context.
  tracer.startSpan("span", {}, trace.setSpan(context.active(), turn)).end();
}
