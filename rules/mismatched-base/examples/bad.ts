import { type Context, context, propagation, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.queue");

export function handle(parent: Context, run: () => void) {
  const span = tracer.startSpan("handle", {}, parent); // SPN105
  context.with(trace.setSpan(context.active(), span), run);
  span.end();
}

export function receive(headers: Record<string, string>, run: () => void) {
  const received = propagation.extract(context.active(), headers);
  const span = tracer.startSpan("receive", {}, received); // SPN105
  const within = trace.setSpan(context.active(), span);
  context.with(within, run);
  span.end();
}
