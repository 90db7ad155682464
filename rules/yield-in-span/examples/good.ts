import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.stream");

// Good: the generator starts its span itself, and hands its context to what it calls.
export async function* stream(urls: string[]) {
  const span = tracer.startSpan("stream");
  const within = trace.setSpan(context.active(), span);
  try {
    for (const url of urls) {
      yield await context.with(within, () => fetch(url));
    }
  } finally {
    span.end();
  }
}

// Good: the generator is run to its end inside the callback.
export function total(numbers: () => Generator<number>) {
  return tracer.startActiveSpan("total", (span) => {
    let sum = 0;
    for (const number of numbers()) sum += number;
    span.end();
    return sum;
  });
}
