import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.work");

export function work(run: () => void) {
  const span = tracer.startSpan("work");
  // Good: the second span is given the first one's context.
  const inner = tracer.startSpan("run", {}, trace.setSpan(context.active(), span));
  run();
  inner.end();
  span.end();
}
