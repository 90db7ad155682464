import { context, trace, type Context, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function runTurn(ctx: Context, turn: Span, run: () => void) {
  // Good: the new context is made active.
  context.with(trace.setSpan(ctx, turn), run);
}

export function startStep(ctx: Context, turn: Span, table: { setValue(key: string, value: string): void }) {
  // Good: this method belongs to another kind of object.
  table.setValue("user", "42");
  // Good: the new context is the parent of the next span.
  return tracer.startSpan("step", {}, trace.setSpan(ctx, turn));
}
