import { context, trace, type Context, type Span, type SpanContext } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function startSteps(session: Context, turn: Span) {
  tracer.startSpan("context", session).end(); // SPN005
  tracer.startSpan("active", context.active()).end(); // SPN005
  tracer.startSpan("parent", { parent: turn }).end(); // SPN005
  tracer.startSpan("span", {}, turn).end(); // SPN005
  tracer.startSpan("span context", {}, turn.spanContext()).end(); // SPN005
  tracer.startActiveSpan("callback", session, (span) => span.end()); // SPN005
  context.with(turn, () => tracer.startActiveSpan("inside", {}, session, (span) => span.end())); // SPN005
}

export function resume(remote: SpanContext) {
  const parent = trace.setSpan(context.active(), remote); // SPN005
  tracer.startSpan("resumed", {}, parent).end();
}
