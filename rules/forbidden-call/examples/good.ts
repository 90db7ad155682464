import { tracer } from '@acme/tracing';

export function work(parent: Context) {
  // Good: the tracer of the other module.
  tracer.startSpan('work', {}, parent).end();
}
