import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.work");

export function work(run: () => void) {
  const span = tracer.startSpan("work");
  // Good: the second span gets the first one's context as its parent.
  const inner = tracer.startSpan("run", {}, trace.setSpan(context.active(), span));
  run();
  inner.end();
  span.end();
}
