import { context, SpanKind, trace, type Attributes } from "@opentelemetry/api";

const getTracer = () => trace.getTracer("agent.session");

export function startInteractionSpan(attributes: Attributes) {
  return getTracer().startSpan("interaction", { kind: SpanKind.INTERNAL, attributes }); // SPN001
}

export function startReplySpan(attributes: Attributes) {
  // opens nothing: this context is active already
  return context.with(context.active(), () => getTracer().startSpan("reply", { attributes })); // SPN001
}
