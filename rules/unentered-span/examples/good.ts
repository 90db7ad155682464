import { trace, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function startTurn(run: (span: Span) => void) {
  // Good: the callback runs with the span.
  tracer.startActiveSpan("turn", { attributes: { step: 1 } }, run);
}
