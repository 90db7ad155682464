import { trace, type Context } from "@opentelemetry/api";
import { getSessionContext } from "./session";

const tracer = trace.getTracer("agent.session");

// Good: the caller decides; the parameter may be left out.
export const startStep = (parent?: Context) => tracer.startSpan("step", {}, parent);

export function startOther(inSession: boolean) {
  let parent: Context | undefined = undefined;
  if (inSession) parent = getSessionContext();
  // Good: the name has a parent on one of its ways here.
  return tracer.startSpan("other", {}, parent);
}
