import { context, SpanKind, trace, type Attributes, type Span } from "@opentelemetry/api";

const getTracer = () => trace.getTracer("agent.session");

export function startInteractionSpan(attributes: Attributes) {
  return getTracer().startSpan("interaction", { kind: SpanKind.INTERNAL, attributes }); // SPN001
}

export function reply(write: () => Promise<void>) {
  // opens nothing: this context is active already
  return context.with(context.active(), () => {
    const span = getTracer().startSpan("reply"); // SPN001
    return write().finally(() => span.end());
  });
}

export class Hooks {
  private readonly spans = new Map<string, Span>();

  onAgentStart(runId: string) {
    // An agent runs tools, but the spans of these do not become its children.
    const span = getTracer().startSpan("agent"); // SPN001
    this.spans.set(runId, span);
  }

  onToolStart(runId: string, tool: string) {
    const span = getTracer().startSpan(`tool ${tool}`); // SPN001
    this.spans.set(runId, span);
  }
}
