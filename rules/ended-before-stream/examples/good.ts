import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.chat");

export function chunks(next: () => Promise<string | undefined>) {
  return tracer.startActiveSpan("chunks", (span) => {
    return new Response(
      new ReadableStream({
        async pull(controller) {
          const chunk = await next();
          span.addEvent("chunk");
          if (chunk !== undefined) return controller.enqueue(chunk);
          controller.close();
          // Good: the span ends where the stream ends.
          span.end();
        },
      }),
    );
  });
}
