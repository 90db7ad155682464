import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.stream");

// Good: the generator starts its own span, and passes its context to the code it calls.
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

// Good: the generator runs to completion inside the callback.
export function total(numbers: () => Generator<number>) {
  return tracer.startActiveSpan("total", (span) => {
    let sum = 0;
    for (const number of numbers()) sum += number;
    span.end();
    return sum;
  });
}
