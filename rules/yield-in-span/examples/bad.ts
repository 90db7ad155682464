import { context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.stream");

export function stream(chunks: string[]) {
  return tracer.startActiveSpan("stream", function* (span) { // SPN102
    yield* chunks;
    span.end();
  });
}

async function* read(url: string) {
  const response = await fetch(url);
  yield await response.text();
}

export function pages(url: string) {
  const span = tracer.startSpan("pages");
  return context.with(trace.setSpan(context.active(), span), () => read(url)); // SPN102
}
