import { trace, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.stream");

export class Stream {
  constructor(private span: Span) {}

  finish() {
    // Good: the span that the stream was given is ended.
    this.span.setAttribute("stream.done", true);
    this.span.end();
  }
}

export class Turn {
  private span?: Span;

  async run(prepare: Promise<void>, answer: Promise<void>) {
    this.span = tracer.startSpan("prepare");
    await prepare;
    this.span.end();
    // Good: the first span has ended.
    this.span = tracer.startSpan("answer");
    await answer;
    this.span.end();
  }
}
