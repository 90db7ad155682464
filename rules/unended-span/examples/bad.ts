import { trace, type Context } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function findTool(name: string, tools: Map<string, Tool>, parent: Context) {
  const span = tracer.startSpan("tool.find", {}, parent); // SPN103
  if (!tools.has(name)) {
    return;
  }
  tools.get(name)!.open();
  span.end();
}

export async function askModel(client: Client, prompt: string) {
  return tracer.startActiveSpan("model.ask", async (span) => { // SPN103
    const answer = await client.ask(prompt);
    span.end();
    return answer;
  });
}

export async function runTurn(turn: Turn) {
  return tracer.startActiveSpan("turn", async (span) => { // SPN103
    try {
      const result = await turn.run();
      span.end();
      return result;
    } catch (error) {
      span.recordException(error as Error);
      throw error;
    }
  });
}

export function noteRetry(parent: Context) {
  tracer.startSpan("retry", {}, parent); // SPN103
}

export function readFile(path: string, parent: Context) {
  const span = tracer.startSpan("file.read", {}, parent); // SPN103
  return read(path).then((text) => {
    span.end();
    return text;
  });
}

export function readRow(id: string, parent: Context, done: (error?: Error, row?: Row) => void) {
  const span = tracer.startSpan("row.read", {}, parent); // SPN103
  query(id, (error, row) => {
    if (error) {
      return done(error);
    }
    span.end();
    done(undefined, row);
  });
}

export async function* streamAnswer(chunks: AsyncIterable<string>, parent: Context) {
  const span = tracer.startSpan("model.stream", {}, parent); // SPN103
  try {
    for await (const chunk of chunks) yield chunk;
    span.end();
  } catch (error) {
    span.end();
    throw error;
  }
}
