import { trace, type Context } from "@opentelemetry/api";
import { wrapTracer } from "@opentelemetry/api/experimental";

const tracer = wrapTracer(trace.getTracer("agent.session"));

export function begin(name: string, parent: Context) {
  return tracer.startSpan(name, {}, parent);
}

export function callTool(tool: (input: string) => Promise<string>, input: string) {
  return tracer.withActiveSpan("tool.call", async (span) => {
    try {
      return await tool(input);
    } catch (error) {
      span.recordException(error as Error); // SPN123
      throw error;
    }
  });
}
