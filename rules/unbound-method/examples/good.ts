import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");
// Good: the method is bound to its tracer.
const start = tracer.startActiveSpan.bind(tracer);
// Good: the method is called on its tracer.
const startSpan = (name: string) => tracer.startSpan(name, { root: true });

export function startTurn() {
  startSpan("turn").end();
  return start("turn", (span) => span.end());
}

export function tracing() {
  // Good: the function that is handed on keeps the tracer.
  return { startSpan };
}
