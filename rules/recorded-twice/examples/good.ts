import { SpanStatusCode, trace } from "@opentelemetry/api";
import { wrapTracer } from "@opentelemetry/api/experimental";

const tracer = wrapTracer(trace.getTracer("agent.session"));

export function callTool(tool: (input: string) => Promise<string>, input: string) {
  // Good: the `withActiveSpan` records the exception, sets the status and ends the span.
  return tracer.withActiveSpan("tool.call", () => tool(input));
}

export function callToolByHand(tool: (input: string) => Promise<string>, input: string) {
  return tracer.startActiveSpan("tool.call", async (span) => {
    try {
      return await tool(input);
    } catch (error) {
      // Good: the `startActiveSpan` records nothing by itself.
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
