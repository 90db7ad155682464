import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function startTurn() {
  tracer.startActiveSpan("turn"); // SPN106
  tracer.startActiveSpan("turn", { attributes: { step: 1 } }); // SPN106
}
