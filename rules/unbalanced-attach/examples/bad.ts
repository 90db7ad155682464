import { context, propagation } from "@opentelemetry/api";

export function onMessage(message: Message, handle: (message: Message) => void) {
  const attached = context.attach(propagation.extract(context.active(), message.headers)); // SPN104
  if (message.isEmpty) {
    return;
  }
  handle(message);
  attached.dispose();
}

export function enter(message: Message) {
  context.attach(propagation.extract(context.active(), message.headers)); // SPN104
}
