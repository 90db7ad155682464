import { context, trace, type Context, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function startSteps(session: Context, turn: Span) {
  tracer.startSpan("context", session); // SPN005
  tracer.startSpan("active", context.active()); // SPN005
  tracer.startSpan("parent", { parent: turn }); // SPN005
  tracer.startSpan("span", {}, turn); // SPN005
  tracer.startSpan("span context", {}, turn.spanContext()); // SPN005
  tracer.startActiveSpan("callback", session, (span) => span.end()); // SPN005
}
