import { SpanStatusCode, trace, type Context } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export async function callTool(tool: () => Promise<string>, parent: Context) {
  const span = tracer.startSpan("tool.call", {}, parent);
  try {
    return await tool();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
    throw error;
  } finally {
    span.setStatus({ code: SpanStatusCode.OK }); // SPN121
    span.end();
  }
}

export function tryTool(tool: () => Promise<string>, parent: Context) {
  const span = tracer.startSpan("tool.try", {}, parent);
  return tool()
    .catch((error: Error) => {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    })
    .finally(() => {
      span.setStatus({ code: SpanStatusCode.OK }); // SPN121
      span.end();
    });
}
