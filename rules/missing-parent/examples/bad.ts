import { SpanKind, trace, type Attributes } from "@opentelemetry/api";

const getTracer = () => trace.getTracer("agent.session");

export function startInteractionSpan(attributes: Attributes) {
  return getTracer().startSpan("interaction", { kind: SpanKind.INTERNAL, attributes }); // SPN001
}
