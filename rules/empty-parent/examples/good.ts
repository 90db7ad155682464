import { trace, type Context } from "@opentelemetry/api";
import { getSessionContext } from "./session";

const tracer = trace.getTracer("agent.session");

// Good: the caller decides; the parameter is optional.
export const startStep = (parent?: Context) => tracer.startSpan("step", {}, parent);

export function startOther(inSession: boolean) {
  let parent: Context | undefined = undefined;
  if (inSession) parent = getSessionContext();
  // Good: the variable holds a parent on one of the paths.
  return tracer.startSpan("other", {}, parent);
}
