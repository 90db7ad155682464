import { context, trace, type Context, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export async function askModel(client: Client, prompt: string) {
  // Good: a `finally` ends the span on every path.
  return tracer.startActiveSpan("model.ask", async (span) => {
    try {
      return await client.ask(prompt);
    } finally {
      span.end();
    }
  });
}

export function runTurn(turn: Turn, parent: Context) {
  // Good: a function that runs later ends the span.
  const span = tracer.startSpan("turn", {}, parent);
  return context.with(trace.setSpan(parent, span), () => turn.run().finally(() => span.end()));
}

export function openTurn(turns: Map<string, Span>, name: string, parent: Context) {
  // Good: the span is stored, and the code that retrieves it ends it.
  const span = tracer.startSpan("turn", {}, parent);
  turns.set(name, span);
}

export async function* streamAnswer(chunks: AsyncIterable<string>, parent: Context) {
  // Good: the `finally` runs if the caller stops iterating, too.
  const span = tracer.startSpan("model.stream", {}, parent);
  try {
    for await (const chunk of chunks) yield chunk;
  } finally {
    span.end();
  }
}
