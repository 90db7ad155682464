import { trace } from "@opentelemetry/api";

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
