// Runs one turn of one session and prints "<trace id> <span name>" for each span, in the order in which they ended.
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { closeSession, openSession } from './session-context.js';
import {
  startInteractionSpan,
  startLlmRequestSpan,
  startToolExecutionSpan,
  startToolSpan,
} from './session-tracing.js';

function runTurn(prompt: string): void {
  const interaction = startInteractionSpan(prompt);
  const request = startLlmRequestSpan('demo-model');
  const tool = startToolSpan('read_file', request);
  const execution = startToolExecutionSpan(tool);
  execution.end();
  tool.end();
  request.end();
  interaction.end();
}

const sessionId = process.argv[2] ?? '33878ff9-1467-43ef-a692-634a21bbb1bf';
const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(provider);

openSession(sessionId);
runTurn('What does this file do?');
closeSession();
await provider.forceFlush();
for (const span of exporter.getFinishedSpans()) {
  console.log(`${span.spanContext().traceId} ${span.name}`);
}
