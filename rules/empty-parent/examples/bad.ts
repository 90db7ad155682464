import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.session");

export const startStep = () => tracer.startSpan("step", {}, undefined); // SPN004

export const startOther = () => tracer.startSpan("other", {}, null!); // SPN004

export function startThird() {
  const parent = void 0;
  return tracer.startSpan("third", {}, parent); // SPN004
}
