import { Readable } from "node:stream";
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.chat");

async function* tokens(prompt: string) {
  const span = tracer.startSpan("ask");
  span.end();
  yield prompt;
}

export function chat(prompt: string) {
  return tracer.startActiveSpan("chat", (span) => {
    try {
      return Readable.from(tokens(prompt)); // SPN111
    } finally {
      span.end();
    }
  });
}

export function chunks(next: () => Promise<string>) {
  return tracer.startActiveSpan("chunks", (span) => {
    const stream = new ReadableStream({
      async pull(controller) {
        controller.enqueue(await next());
        span.addEvent("chunk");
      },
    });
    span.end();
    return new Response(stream); // SPN111
  });
}
