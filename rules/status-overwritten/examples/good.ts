import { SpanStatusCode, trace, type Context } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export async function callTool(tool: () => Promise<string>, parent: Context) {
  const span = tracer.startSpan("tool.call", {}, parent);
  try {
    const result = await tool();
    // Good: nothing has failed here.
    span.setStatus({ code: SpanStatusCode.OK });
    return result;
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
    throw error;
  } finally {
    span.end();
  }
}

export function tryTool(tool: () => Promise<string>, parent: Context) {
  const span = tracer.startSpan("tool.try", {}, parent);
  return tool()
    .then(
      // Good: each outcome has its own callback.
      () => span.setStatus({ code: SpanStatusCode.OK }),
      (error: Error) => span.setStatus({ code: SpanStatusCode.ERROR, message: error.message }),
    )
    .finally(() => span.end());
}
