import { createHash, randomBytes } from 'node:crypto';
import { ROOT_CONTEXT, TraceFlags, trace, type Context } from '@opentelemetry/api';

let sessionContext: Context | undefined;

/** The first 32 hex digits of the SHA-256 of the session id: whoever knows the session can find its trace. */
export function deriveTraceId(sessionId: string): string {
  return createHash('sha256').update(sessionId).digest('hex').slice(0, 32);
}

/** From here to `closeSession`, spans that have no closer parent belong to this session's trace. */
export function openSession(sessionId: string): void {
  const root = trace.wrapSpanContext({
    traceId: deriveTraceId(sessionId),
    spanId: randomBytes(8).toString('hex'),
    traceFlags: TraceFlags.SAMPLED,
  });
  sessionContext = trace.setSpan(ROOT_CONTEXT, root);
}

export function closeSession(): void {
  sessionContext = undefined;
}

export function getSessionContext(): Context | undefined {
  return sessionContext;
}
