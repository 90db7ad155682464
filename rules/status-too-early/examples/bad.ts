import { SpanStatusCode, trace, type Context } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export async function callTool(tool: () => Promise<Response>, parent: Context) {
  const span = tracer.startSpan("tool.call", {}, parent);
  try {
    const response = await tool();
    span.setStatus({ code: SpanStatusCode.OK }); // SPN122
    if (!response.ok) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: response.statusText });
    }
    return response;
  } finally {
    span.end();
  }
}
