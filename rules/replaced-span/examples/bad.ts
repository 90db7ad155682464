import { trace, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("agent.stream");

export class Stream {
  constructor(private span: Span) {}

  finish(label: string) {
    this.span = tracer.startSpan(label); // SPN113
    this.span.setAttribute("stream.done", true);
    this.span.end();
  }
}

export class Turn {
  private span?: Span;

  async run(prepare: Promise<void>, answer: Promise<void>) {
    this.span = tracer.startSpan("prepare");
    await prepare;
    this.span = tracer.startSpan("answer"); // SPN113
    await answer;
    this.span.end();
  }
}
