import { context, propagation, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

// Good: the job carries the context of the code that queued it.
export const handle = (job: { headers: object; run(): void }) =>
  tracer.startActiveSpan("job", {}, propagation.extract(context.active(), job.headers), (span) => {
    job.run();
    span.end();
  });

// Good: `root: true` starts a new trace for each tick.
export const tick = () => tracer.startActiveSpan("tick", { root: true }, (span) => span.end());
