import { SpanStatusCode, trace, type Context, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export async function callTool(tool: () => Promise<string>, parent: Context) {
  const span = tracer.startSpan("tool.call", {}, parent);
  try {
    return await tool();
  } catch (error) {
    // Good: the status says that the span has failed.
    span.recordException(error as Error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function fail(span: Span, error: Error) {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}

export function tryTool(tool: () => Promise<string>, parent: Context) {
  const span = tracer.startSpan("tool.try", {}, parent);
  return tool()
    .catch((error: Error) => {
      // Good: a function of the project sets the status.
      fail(span, error);
      throw error;
    })
    .finally(() => span.end());
}
