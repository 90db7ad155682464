import { trace, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.delivery");

export class Delivery {
  private span?: Span;

  start() {
    tracer.startActiveSpan("process", (span) => { // SPN112
      this.span = span;
    });
  }

  finish() {
    this.span?.end();
  }
}

export function startTurn(number: number) {
  return tracer.startActiveSpan("turn", (span) => { // SPN112
    span.setAttribute("turn.number", number);
    span.end();
    return span;
  });
}
