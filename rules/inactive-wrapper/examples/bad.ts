import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.wrappers");

export async function traced<T>(name: string, work: () => Promise<T>): Promise<T> {
  const span = tracer.startSpan(name); // SPN110
  try {
    return await work();
  } finally {
    span.end();
  }
}

export function Traced(_target: object, key: string, descriptor: PropertyDescriptor) {
  const method = descriptor.value;
  descriptor.value = function (...args: unknown[]) {
    const span = tracer.startSpan(key); // SPN110
    try {
      return method.apply(this, args);
    } finally {
      span.end();
    }
  };
}

export function countRequests(_request: object, response: { on(event: string, done: () => void): void }, next: () => void) {
  const span = tracer.startSpan("request"); // SPN110
  response.on("finish", () => span.end());
  next();
}
