"""Bugs as projects have had them, told in our own words: the bug gets SPN002, the repair does not.

What is common to them: the span runs in whatever context is active when it is started, which is the request's, the
timer's or nobody's, while the file knows of a session, a turn or a caller that it belongs to.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from tests.languages.calls.evidence_case import judged, marked


class Pair(NamedTuple):
    """A text with its bug marked, and what the repair replaces by what."""

    path: str
    text: str
    before: str
    after: str


PAIRS = {
    "a turn that is recorded when it is over, in a class": Pair(
        "voice.ts",
        """\
import { context, trace, type Context, type Tracer } from '@opentelemetry/api';
import { callContext } from './call-context.js';

export class TurnRecorder {
  private readonly _tracer: Tracer = trace.getTracer('voice');
  private _call?: Context;

  bind(id: string): void {
    this._call = callContext(id);
  }

  private getParentContext(): Context {
    return this._call ?? context.active();
  }

  recordTranscription(startTime: number, text: string): void {
    const span = this._tracer.startSpan('transcription', { startTime, attributes: { text } }, this.getParentContext());
    span.end();
  }

  recordSpeech(startTime: number): void {
    this._tracer.startSpan('speech', { startTime }, this.getParentContext()).end();
  }

  async recordTurn(startTime: number, endTime: number): Promise<void> {
    const span = this._tracer.startSpan('turn', { startTime, attributes: { 'turn.end': endTime } }); // SPN002
    span.end(endTime);
  }
}
""",
        "'turn.end': endTime } });",
        "'turn.end': endTime } }, this.getParentContext());",
    ),
    "a queue's wait, back-dated, in an async worker": Pair(
        "worker.py",
        """\
from opentelemetry import trace
from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind

tracer = trace.get_tracer("worker")


async def handle(message, queue):
    parent = extract(message.headers)
    waited = tracer.start_span("queue.wait", start_time=message.enqueued_ns)  # SPN002
    waited.end()
    with tracer.start_as_current_span("queue.handle", context=parent, kind=SpanKind.CONSUMER):
        await queue.run(message)
""",
        "start_time=message.enqueued_ns)",
        "context=parent, start_time=message.enqueued_ns)",
    ),
    "an agent's tool runs, with the session kept by an imported object": Pair(
        "agent.py",
        """\
from opentelemetry import trace
from opentelemetry.context import get_current

from agent.sessions import sessions


class ToolTracer:
    def __init__(self, name):
        self._tracer = trace.get_tracer(name)

    async def start_model(self, model):
        parent = sessions.current_context() or get_current()
        return self._tracer.start_span("model", context=parent, attributes={"model": model})

    async def start_tool(self, tool):
        return self._tracer.start_span(f"tool {tool}", attributes={"tool": tool})  # SPN002

    async def start_plan(self):
        return self._tracer.start_span("plan", context=sessions.current_context() or get_current())
""",
        'f"tool {tool}", attributes',
        'f"tool {tool}", context=sessions.current_context() or get_current(), attributes',
    ),
    "an activating span for one of two ways into a conversation": Pair(
        "conversation.ts",
        """\
import { context as api, SpanStatusCode, trace } from '@opentelemetry/api';
import * as conversation from '../state/conversation';

const tracer = trace.getTracer('assistant');
const base = () => conversation.otelContext() ?? api.active();

export async function ask(question: string) {
  return tracer.startActiveSpan('ask', { attributes: { question } }, base(), async (span) => {
    try {
      return await conversation.send(question);
    } finally {
      span.end();
    }
  });
}

export async function retry() {
  return tracer.startActiveSpan('retry', async (span) => { // SPN002
    try {
      return await conversation.resend();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
""",
        "'retry', async",
        "'retry', {}, base(), async",
    ),
    "a context parameter that a new helper was given and forgot": Pair(
        "steps.ts",
        """\
import { trace, type Attributes, type Context, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('steps');

export class Steps {
  public run(parentContext: Context, step: Step): Span {
    const attributes: Attributes = { 'step.id': step.id };
    return tracer.startSpan(`step ${step.name}`, { attributes }); // SPN002
  }
}
""",
        "{ attributes });",
        "{ attributes }, parentContext);",
    ),
    "a context manager's spans, with the parent of a holder on the object": Pair(
        "pipeline.py",
        """\
from __future__ import annotations

from opentelemetry import context as otel_context
from opentelemetry import trace


class Pipeline:
    def __init__(self, holder) -> None:
        self._holder = holder
        self._otel = trace.get_tracer("pipeline")

    def _parent(self):
        held = self._holder.get_context()
        return held if held is not None else otel_context.get_current()

    def fetch(self, url):
        with self._otel.start_as_current_span("fetch", context=self._parent()) as span:
            span.set_attribute("url", url)
            return self._load(url)

    def store(self, rows):
        with self._otel.start_as_current_span("store") as span:  # SPN002
            span.set_attribute("rows", len(rows))
            return self._save(rows)
""",
        '"store")',
        '"store", context=self._parent())',
    ),
    "the first token's span, started by a callback that runs in no request": Pair(
        "stream.ts",
        """\
import { SpanKind, trace } from '@opentelemetry/api';
import { requestContext } from './request-context.js';

const tracer = trace.getTracer('stream');

export function onOpen(stream: Stream) {
  stream.on('first', (at: number) => {
    const first = tracer.startSpan('stream.first_token', { kind: SpanKind.INTERNAL, startTime: at }); // SPN002
    first.end();
  });
  stream.on('done', (at: number) => {
    const done = tracer.startSpan('stream.done', { kind: SpanKind.INTERNAL, startTime: at }, requestContext());
    done.end();
  });
}
""",
        "startTime: at });",
        "startTime: at }, requestContext());",
    ),
    "the same work, synchronous and asynchronous": Pair(
        "client.py",
        """\
from opentelemetry import trace
from opentelemetry.trace import SpanKind, set_span_in_context

SPAN_CHAT = "gen_ai.chat"


class Client:
    def __init__(self, parent=None):
        self.tracer = trace.get_tracer(__name__)
        self.parent = parent

    def chat(self, messages):
        context = set_span_in_context(self.parent) if self.parent else None
        with self.tracer.start_as_current_span(SPAN_CHAT, context=context, kind=SpanKind.CLIENT):
            return self.send(messages)

    async def achat(self, messages):
        with self.tracer.start_as_current_span(SPAN_CHAT, kind=SpanKind.CLIENT):  # SPN002
            return await self.asend(messages)
""",
        "(SPAN_CHAT, kind",
        "(SPAN_CHAT, context=set_span_in_context(self.parent) if self.parent else None, kind",
    ),
    "a factory's closures, one of them without the session": Pair(
        "spans.ts",
        """\
import { context, trace, type Span } from '@opentelemetry/api';

export function createSpans(options: { sessionContext: Getter }) {
  const tracer = trace.getTracer('spans');
  let pinned: Context | undefined;

  function parentContext() {
    return pinned ?? context.active();
  }

  return {
    pin(value: Context) {
      pinned = value;
    },
    request(model: string): Span {
      return tracer.startSpan('request', { attributes: { model } }, parentContext());
    },
    permission(tool: string): Span {
      return tracer.startSpan('permission', { attributes: { tool } }); // SPN002
    },
  };
}
""",
        "{ tool } });",
        "{ tool } }, parentContext());",
    ),
    "a session's spans, found by a class method": Pair(
        "session.py",
        """\
from opentelemetry import trace
from opentelemetry.context import get_current

from .context import SessionContext

tracer = trace.get_tracer("session")


def start_command(command: str):
    ctx = SessionContext.current()
    if ctx is None:
        ctx = get_current()
    return tracer.start_span("command", context=ctx, attributes={"command": command})


def start_prompt(prompt: str, began: int):
    return tracer.start_span("prompt", start_time=began, attributes={"length": len(prompt)})  # SPN002
""",
        '"prompt", start_time',
        '"prompt", context=SessionContext.current() or get_current(), start_time',
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_the_bug_is_reported_at_its_call_only(name: str) -> None:
    pair = PAIRS[name]
    skipped = [line for line, code in judged(pair.path, pair.text) if code == "SPN002"]
    assert skipped == [line for line, _ in marked(pair.text)]


@pytest.mark.parametrize("name", PAIRS)
def test_the_repair_is_not(name: str) -> None:
    pair = PAIRS[name]
    assert pair.text.count(pair.before) == 1
    codes = {code for _, code in judged(pair.path, pair.text.replace(pair.before, pair.after))}
    assert "SPN002" not in codes
