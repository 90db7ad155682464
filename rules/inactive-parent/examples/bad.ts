import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.work");

export async function work(tasks: (() => Promise<void>)[]) {
  const span = tracer.startSpan("work"); // SPN107
  try {
    for (const task of tasks) {
      await tracer.startActiveSpan("task", async (inner) => {
        await task();
        inner.end();
      });
    }
  } finally {
    span.end();
  }
}
