import { context, createContextKey, propagation } from "@opentelemetry/api";

const SESSION = createContextKey("session");

export function onMessage(message: Message, handle: (message: Message) => void) {
  // Good: a `finally` disposes on every path.
  const attached = context.attach(propagation.extract(context.active(), message.headers));
  try {
    handle(message);
  } finally {
    attached.dispose();
  }
}

export function remember(session: string) {
  // Good: a value is added, and the active span stays what it was.
  const values = context.active().setValue(SESSION, session);
  context.attach(values);
}

export function enter(message: Message) {
  // Good: the caller gets it, and disposes.
  return context.attach(propagation.extract(context.active(), message.headers));
}
