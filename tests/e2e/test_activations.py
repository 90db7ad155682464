"""What these rules say that happens, seen with the real SDKs of Python and JavaScript."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from opentelemetry import baggage, context, trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider

from tests.waiting import HANGS_AFTER

TYPESCRIPT = Path(__file__).parents[2] / "demo" / "typescript"
JAVASCRIPT = """
const { context, createContextKey, ROOT_CONTEXT, trace } = require("@opentelemetry/api");
const { AsyncLocalStorageContextManager } = require("@opentelemetry/context-async-hooks");
const { BasicTracerProvider } = require("@opentelemetry/sdk-trace-base");
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(new BasicTracerProvider());
const tracer = trace.getTracer("x"), seen = {};
const current = () => trace.getSpan(context.active())?.name ?? "none";

function* body() { yield current(); }
async function* later() { yield current(); }
const first = tracer.startActiveSpan("s", body);
seen.alone = first.next().value;
const second = tracer.startActiveSpan("s", function* () { yield current(); });
seen.consumed = tracer.startActiveSpan("consumer", () => second.next().value);
seen.given = context.with(trace.setSpan(context.active(), tracer.startSpan("s")), () => body()).next().value;
seen.bound = context.bind(trace.setSpan(context.active(), tracer.startSpan("s")), body)().next().value;

const key = createContextKey("k");
const parent = trace.setSpan(ROOT_CONTEXT.setValue(key, "kept"), tracer.startSpan("p"));
const span = tracer.startSpan("s", {}, parent);
const value = () => context.active().getValue(key) ?? "lost";
seen.onActive = context.with(trace.setSpan(context.active(), span), value);
seen.onParent = context.with(trace.setSpan(parent, span), value);
seen.startActiveSpan = tracer.startActiveSpan("s", {}, parent, value);

const outer = tracer.startSpan("outer"), inner = tracer.startSpan("inner");
seen.sibling = String((inner.parentSpanContext?.spanId ?? inner.parentSpanId) === outer.spanContext().spanId);
tracer.startActiveSpan("s", later).next().then((item) => {
  seen.asynchronous = item.value;
  console.log(JSON.stringify(seen));
});
"""


@pytest.fixture
def tracer() -> trace.Tracer:
    return TracerProvider().get_tracer("x")


def current() -> str:
    span = trace.get_current_span()
    return span.name if isinstance(span, ReadableSpan) else "none"


def items(tracer: trace.Tracer) -> Iterator[int]:
    with tracer.start_as_current_span("generator"):
        yield 1
        yield 2


async def later_items(tracer: trace.Tracer) -> AsyncIterator[int]:
    with tracer.start_as_current_span("generator"):
        yield 1
        yield 2


def test_a_suspended_generator_leaves_its_span_current_for_the_caller(tracer: trace.Tracer) -> None:
    def run() -> list[str]:
        running = items(tracer)
        before = current()
        next(running)
        return [before, current()]

    assert copy_context().run(run) == ["none", "generator"]


def test_an_ended_span_is_current_again_when_generators_overlap(tracer: trace.Tracer) -> None:
    def run() -> str:
        one, other = items(tracer), items(tracer)
        next(one)
        next(other)
        list(one)
        list(other)
        return current()

    assert copy_context().run(run) == "generator"


def test_an_async_generator_that_another_task_closes_fails_to_detach(
    tracer: trace.Tracer, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> str:
        running = later_items(tracer)
        await anext(running)
        await asyncio.create_task(running.aclose())  # type: ignore[attr-defined]
        return current()

    with caplog.at_level(logging.ERROR):
        assert asyncio.run(run()) == "generator"
    assert "Failed to detach context" in caplog.text


def test_baggage_stays_where_the_base_is_the_parent(tracer: trace.Tracer) -> None:
    parent = baggage.set_baggage("k", "kept", trace.set_span_in_context(tracer.start_span("p"), context.Context()))
    span = tracer.start_span("s", context=parent)

    def kept(within: context.Context) -> object:
        token = context.attach(within)
        found = baggage.get_baggage("k")
        context.detach(token)
        return found

    assert kept(trace.set_span_in_context(span)) is None
    assert kept(trace.set_span_in_context(span, parent)) == "kept"
    with trace.use_span(span):
        assert baggage.get_baggage("k") is None


def test_a_span_that_is_only_entered_is_no_parent(tracer: trace.Tracer) -> None:
    with tracer.start_span("outer"), tracer.start_as_current_span("inner") as inner:
        assert isinstance(inner, ReadableSpan)
        assert inner.parent is None


def test_javascript(tmp_path: Path) -> None:
    script = tmp_path / "seen.cjs"
    own = f"require = require('module').createRequire({json.dumps(str(TYPESCRIPT / 'package.json'))});"
    script.write_text(own + JAVASCRIPT, encoding="utf-8")
    done = subprocess.run(["node", str(script)], check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    assert json.loads(done.stdout) == {
        "alone": "none",
        "consumed": "consumer",
        "given": "none",
        "bound": "none",
        "onActive": "lost",
        "onParent": "kept",
        "startActiveSpan": "kept",
        "sibling": "false",
        "asynchronous": "none",
    }
