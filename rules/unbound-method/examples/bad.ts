import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");
const { startSpan } = tracer; // SPN109
const start = tracer.startActiveSpan; // SPN109

export function startTurn() {
  startSpan("turn").end();
  return start("turn", (span) => span.end());
}

export function tracing() {
  const { startActiveSpan } = tracer; // SPN109
  return { startActiveSpan };
}
