import { context, trace, type Context } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export const resume = (saved: Context) =>
  context.with(saved, () => tracer.startSpan("resume")); // SPN003

export const turn = (saved: Context) =>
  tracer.startActiveSpan("turn", {}, saved, async (span) => {
    await Promise.resolve();
    tracer.startSpan("step").end(); // SPN003
    span.end();
  });
