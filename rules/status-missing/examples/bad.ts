import { SpanStatusCode, trace, type Context, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export function failTurn(turn: Span, error: Error) {
  turn.recordException(error);
  turn.setStatus({ code: SpanStatusCode.ERROR });
  turn.end();
}

export async function callTool(tool: () => Promise<string>, parent: Context) {
  const span = tracer.startSpan("tool.call", {}, parent);
  try {
    return await tool();
  } catch (error) {
    span.recordException(error as Error); // SPN124
    throw error;
  } finally {
    span.end();
  }
}

export function readFile(read: (done: (error?: Error) => void) => void, parent: Context, done: (error?: Error) => void) {
  const span = tracer.startSpan("file.read", {}, parent);
  read((error) => {
    if (error) span.recordException(error); // SPN124
    span.end();
    done(error);
  });
}

export function tryTool(tool: () => Promise<string>, parent: Context) {
  const span = tracer.startSpan("tool.try", {}, parent);
  return tool()
    .catch((error: Error) => {
      span.recordException(error); // SPN124
      throw error;
    })
    .finally(() => span.end());
}
