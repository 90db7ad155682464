import { SpanStatusCode, trace, type Context } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export async function callTool(tool: () => Promise<Response>, parent: Context) {
  const span = tracer.startSpan("tool.call", {}, parent);
  try {
    const response = await tool();
    // Good: the status is set once, when the result is known.
    span.setStatus({ code: response.ok ? SpanStatusCode.OK : SpanStatusCode.ERROR });
    return response;
  } finally {
    span.end();
  }
}
