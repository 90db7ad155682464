import { context, SpanKind, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export const handle = (job: { run(): void }) =>
  tracer.startActiveSpan("job", (span) => { // SPN006
    job.run();
    span.end();
  });

export const handleKind = (job: { run(): void }) =>
  tracer.startActiveSpan("job", { attributes: { kind: "job" } }, (span) => { // SPN006
    job.run();
    span.end();
  });

export function run(task: () => Promise<void>) {
  const span = tracer.startSpan("task"); // SPN006
  return context.with(trace.setSpan(context.active(), span), () => task().finally(() => span.end()));
}

export const send = (message: string) =>
  tracer.startSpan("send", { kind: SpanKind.PRODUCER, attributes: { message } }); // SPN006
