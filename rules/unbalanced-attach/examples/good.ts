import { context, propagation } from "@opentelemetry/api";

export function onMessage(message: Message, handle: (message: Message) => void) {
  // Good: a `finally` disposes on every path.
  const attached = context.attach(propagation.extract(context.active(), message.headers));
  try {
    handle(message);
  } finally {
    attached.dispose();
  }
}

export function enter(message: Message) {
  // Good: the caller gets it, and disposes.
  return context.attach(propagation.extract(context.active(), message.headers));
}
