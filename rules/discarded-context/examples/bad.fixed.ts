import { context, trace, type Context, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function startStep(turn: Span) {
  trace.setSpan(context.active(), turn); // SPN101
  return tracer.startSpan("step", {}, context.active());
}

export function startNext(ctx: Context, turn: Span, key: symbol) {
  ctx = trace.setSpan(ctx, turn);
  ctx = ctx.setValue(key, true);
  return tracer.startSpan("next", {}, ctx);
}
