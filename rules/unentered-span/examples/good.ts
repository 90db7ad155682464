import { trace, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function startTurn(run: (span: Span) => void) {
  // Good: the function is run with the span.
  tracer.startActiveSpan("turn", { attributes: { step: 1 } }, run);
}
