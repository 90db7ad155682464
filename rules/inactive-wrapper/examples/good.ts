import { context, trace, SpanKind, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.wrappers");

export async function traced<T>(name: string, work: () => Promise<T>): Promise<T> {
  const span = tracer.startSpan(name);
  try {
    // Good: the span is current while the function runs.
    return await context.with(trace.setSpan(context.active(), span), work);
  } finally {
    span.end();
  }
}

export async function guided<T>(name: string, work: (span: Span) => Promise<T>): Promise<T> {
  const span = tracer.startSpan(name);
  try {
    // Good: the function gets the span, and can make it the parent.
    return await work(span);
  } finally {
    span.end();
  }
}

export function loaded(url: string): Promise<string> {
  return new Promise((resolve) => {
    const span = tracer.startSpan("loaded");
    // Good: this settles the promise, and runs nothing of the caller's before the span has ended.
    resolve(url);
    span.end();
  });
}

export async function published(send: () => Promise<void>): Promise<void> {
  // Good: what a message leads to runs elsewhere.
  const span = tracer.startSpan("publish", { kind: SpanKind.PRODUCER });
  try {
    await send();
  } finally {
    span.end();
  }
}
