import { context, createContextKey, propagation } from "@opentelemetry/api";

const SESSION = createContextKey("session");

export function onMessage(message: Message, handle: (message: Message) => void) {
  // Good: a `finally` calls `dispose` on every path.
  const attached = context.attach(propagation.extract(context.active(), message.headers));
  try {
    handle(message);
  } finally {
    attached.dispose();
  }
}

export function remember(session: string) {
  // Good: a value is added for the caller, and the active span does not change.
  const values = context.active().setValue(SESSION, session);
  context.attach(values);
}

export function enter(message: Message) {
  // Good: the caller gets the result, and disposes of it.
  return context.attach(propagation.extract(context.active(), message.headers));
}
