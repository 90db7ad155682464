import { context, trace, type Context, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.delivery");

export class Delivery {
  private span?: Span;
  private context?: Context;

  start() {
    // Good: the span is only started here, and made current around its work.
    this.span = tracer.startSpan("process");
  }

  deliver(callback: () => void) {
    const { span } = this;
    if (span) context.with(trace.setSpan(context.active(), span), callback);
    span?.end();
  }

  open() {
    tracer.startActiveSpan("open", (span) => {
      this.span = span;
      // Good: the context is captured while the span is current.
      this.context = context.active();
    });
  }
}
