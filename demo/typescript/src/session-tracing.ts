import { context as otelContext, trace, SpanKind, type Span, type Tracer } from '@opentelemetry/api';
import { getSessionContext } from './session-context.js';

const SPAN_INTERACTION = 'session.interaction';
const SPAN_LLM_REQUEST = 'session.llm_request';
const SPAN_TOOL = 'session.tool';
const SPAN_TOOL_EXECUTION = 'session.tool.execution';

function getTracer(): Tracer {
  return trace.getTracer('spanlint-demo');
}

/** Times a whole turn: from the prompt to the last word of the answer. */
export function startInteractionSpan(prompt: string): Span {
  const attributes = { 'prompt.length': prompt.length };
  const span = getTracer().startSpan(SPAN_INTERACTION, { kind: SpanKind.INTERNAL, attributes });
  return span;
}

/** `parent` is the tool that asked the model, when one did. */
export function startLlmRequestSpan(model: string, parent?: Span): Span {
  const ctx = parent
    ? trace.setSpan(otelContext.active(), parent)
    : (getSessionContext() ?? otelContext.active());
  const attributes = { 'llm.model': model };
  return getTracer().startSpan(SPAN_LLM_REQUEST, { kind: SpanKind.INTERNAL, attributes }, ctx);
}

/** `parent` is the request whose answer named the tool, when the model chose it. */
export function startToolSpan(tool: string, parent?: Span): Span {
  const ctx = parent
    ? trace.setSpan(otelContext.active(), parent)
    : (getSessionContext() ?? otelContext.active());
  const attributes = { 'tool.name': tool };
  return getTracer().startSpan(SPAN_TOOL, { kind: SpanKind.INTERNAL, attributes }, ctx);
}

/** `parent` is the tool's span: waiting for permission counts there, not here. */
export function startToolExecutionSpan(parent?: Span): Span {
  const ctx = parent
    ? trace.setSpan(otelContext.active(), parent)
    : (getSessionContext() ?? otelContext.active());
  return getTracer().startSpan(SPAN_TOOL_EXECUTION, { kind: SpanKind.INTERNAL }, ctx);
}
