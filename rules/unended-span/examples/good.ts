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

export function readFile(path: string, parent: Context) {
  // Good: `finally` runs when the promise is rejected, too.
  const span = tracer.startSpan("file.read", {}, parent);
  return read(path).finally(() => span.end());
}

export function readRow(id: string, parent: Context, done: (error?: Error, row?: Row) => void) {
  // Good: the callback ends the span before it looks at the error.
  const span = tracer.startSpan("row.read", {}, parent);
  query(id, (error, row) => {
    span.end();
    done(error, row);
  });
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
