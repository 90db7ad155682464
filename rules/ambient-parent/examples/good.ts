import { context, trace, type Context } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

// Good: the context is passed explicitly, so the call keeps its parent wherever it is moved.
export const resume = (saved: Context) => context.with(saved, () => tracer.startSpan("resume", {}, saved));

export const turn = (saved: Context) =>
  tracer.startActiveSpan("turn", {}, saved, (span) => {
    // Good: the active context is passed explicitly.
    tracer.startSpan("step", {}, context.active()).end();
    span.end();
  });
