import { tracer } from '@acme/legacy-tracing';

export function work(parent: Context) {
  tracer.startSpan('work', {}, parent).end(); // SPN007
}
