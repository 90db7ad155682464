import { type Context, context, type Span, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.queue");

export function handle(parent: Context, run: () => void) {
  const span = tracer.startSpan("handle", {}, parent);
  // Good: the span is put into the context it was started under.
  context.with(trace.setSpan(parent, span), run);
  span.end();
}

export function step(outer: Span, run: () => void) {
  const parent = trace.setSpan(context.active(), outer);
  const span = tracer.startSpan("step", {}, parent);
  // Good: the parent differs from the active context only in its span, so nothing is lost.
  context.with(trace.setSpan(context.active(), span), run);
  span.end();
}
