"""What the rules about current spans say that happens, seen with the real SDKs of Python and JavaScript."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from tests.waiting import HANGS_AFTER

TYPESCRIPT = Path(__file__).parents[2] / "demo" / "typescript"
JAVASCRIPT = """
const { context, trace } = require("@opentelemetry/api");
const { AsyncLocalStorageContextManager } = require("@opentelemetry/context-async-hooks");
const { Readable } = require("node:stream");
const sdk = require("@opentelemetry/sdk-trace-base");
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const exporter = new sdk.InMemorySpanExporter();
trace.setGlobalTracerProvider(new sdk.BasicTracerProvider({ spanProcessors: [new sdk.SimpleSpanProcessor(exporter)] }));
const tracer = trace.getTracer("x");
const parents = () => {
  const spans = exporter.getFinishedSpans();
  const names = Object.fromEntries(spans.map((span) => [span.spanContext().spanId, span.name]));
  return Object.fromEntries(
    spans.map((span) => [span.name, names[span.parentSpanContext?.spanId ?? span.parentSpanId] ?? "none"]),
  );
};

function inactive(fn) {
  const span = tracer.startSpan("inactive");
  try { return fn(); } finally { span.end(); }
}
function active(fn) {
  const span = tracer.startSpan("active");
  try { return context.with(trace.setSpan(context.active(), span), fn); } finally { span.end(); }
}
inactive(() => tracer.startSpan("beside").end());
active(() => tracer.startSpan("inside").end());

class Delivery {
  start() { tracer.startActiveSpan("stored", (span) => { this.span = span; }); }
  replace() { this.span = tracer.startSpan("replacing"); }
}
const delivery = new Delivery();
delivery.start();
tracer.startSpan("later").end();
delivery.replace();
delivery.span.end();

async function* tokens() { tracer.startSpan("token").end(); yield 1; }
const stream = tracer.startActiveSpan("streamed", (span) => {
  const readable = Readable.from(tokens());
  const web = new ReadableStream({ pull(controller) { span.setAttribute("late", true); controller.close(); } });
  span.end();
  return { readable, web };
});

const returned = tracer.startActiveSpan("returned", (span) => { span.end(); return span; });
returned.setAttribute("late", true);
const late = exporter.getFinishedSpans().find((span) => span.name === "returned").attributes.late ?? "dropped";
(async () => {
  for await (const _ of stream.readable);
  for await (const _ of stream.web);
  const streamed = exporter.getFinishedSpans().find((span) => span.name === "streamed").attributes.late ?? "dropped";
  console.log(JSON.stringify({ ...parents(), late, streamed_late: streamed }));
})();
"""


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> trace.Tracer:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider.get_tracer("x")


def parents(exporter: InMemorySpanExporter) -> dict[str, str]:
    """The name of the parent of each span that has ended, `none` for a root, `missing` for one that has not ended."""
    spans = exporter.get_finished_spans()
    names = {span.context.span_id: span.name for span in spans if span.context is not None}
    return {span.name: "none" if span.parent is None else names.get(span.parent.span_id, "missing") for span in spans}


def test_what_an_inactive_wrapper_runs_is_not_inside(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    def wrapped(function: Callable[[], None]) -> None:
        span = tracer.start_span("inactive")
        try:
            function()
        finally:
            span.end()

    def wrapped_in_with(function: Callable[[], None]) -> None:
        with tracer.start_span("entered"):
            function()

    def wrapped_in_current(function: Callable[[], None]) -> None:
        with tracer.start_as_current_span("current"):
            function()

    with tracer.start_as_current_span("outer"):
        wrapped(lambda: tracer.start_span("beside").end())
        wrapped_in_with(lambda: tracer.start_span("beside too").end())
        wrapped_in_current(lambda: tracer.start_span("inside").end())
    assert parents(exporter) == {
        **dict.fromkeys(("inactive", "beside", "entered", "beside too", "current"), "outer"),
        "inside": "current",
        "outer": "none",
    }


def test_what_is_current_around_nothing_is_no_parent(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    def start() -> trace.Span:
        with tracer.start_as_current_span("returned") as span:
            return span

    span = start()
    span.set_attribute("late", True)
    tracer.start_span("later").end()
    (returned,) = (each for each in exporter.get_finished_spans() if each.name == "returned")
    assert isinstance(span, ReadableSpan)
    assert "late" not in (returned.attributes or {})
    assert parents(exporter) == {"returned": "none", "later": "none"}


def test_a_span_that_is_left_open_is_not_current_either(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    with tracer.start_as_current_span("stored", end_on_exit=False) as span:
        stored = span
    tracer.start_span("later").end()
    stored.end()
    assert parents(exporter) == {"stored": "none", "later": "none"}


def test_a_replaced_span_is_missing(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    class Stream:
        def __init__(self, span: trace.Span) -> None:
            self.span = span

        def finish(self) -> None:
            with tracer.start_as_current_span("replacing") as self.span:
                self.span.set_attribute("done", True)

    first = tracer.start_span("replaced")
    stream = Stream(first)
    with trace.use_span(first):
        tracer.start_span("child").end()
    stream.finish()
    del first
    assert parents(exporter) == {"child": "missing", "replacing": "none"}


def test_a_generator_that_is_returned_runs_after_its_span(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    def stream() -> Iterator[int]:
        with tracer.start_as_current_span("chat") as span:

            def chunks() -> Iterator[int]:
                span.set_attribute("late", True)
                with tracer.start_as_current_span("ask"):
                    answer = 1
                yield answer

            return chunks()

    with tracer.start_as_current_span("request"):
        assert list(stream()) == [1]
    (chat,) = (each for each in exporter.get_finished_spans() if each.name == "chat")
    assert "late" not in (chat.attributes or {})
    assert parents(exporter) == {"chat": "request", "ask": "request", "request": "none"}


def test_a_generator_sets_nothing_on_a_span_that_it_is_passed(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    def chunks(span: trace.Span) -> Iterator[int]:
        with trace.use_span(span):
            span.set_attribute("late", True)
            span.add_event("late")
            span.set_status(trace.StatusCode.OK)
            tracer.start_span("ask").end()
            yield 1

    def stream() -> Iterator[int]:
        with tracer.start_as_current_span("chat") as span:
            return chunks(span)

    assert list(stream()) == [1]
    (chat,) = (each for each in exporter.get_finished_spans() if each.name == "chat")
    assert (dict(chat.attributes or {}), chat.events, chat.status.status_code) == ({}, (), trace.StatusCode.UNSET)
    assert parents(exporter) == {"chat": "none", "ask": "chat"}


PROGRAM = """\
import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from opentelemetry import trace

tracer = trace.get_tracer("x")


def price(item, extra=0):
    with tracer.start_as_current_span("price"):
        return item + extra


def mapped():
    with tracer.start_as_current_span("total"), ThreadPoolExecutor() as pool:
        return list(pool.map(price, [1, 2, 3], [1, 1, 1], timeout=60))


def submitted():
    with tracer.start_as_current_span("total"), ThreadPoolExecutor() as pool:
        return [task.result() for task in [pool.submit(price, item, extra=1) for item in (1, 2, 3)]]


def partly():
    with tracer.start_as_current_span("total"), ThreadPoolExecutor() as pool:
        return [task.result() for task in [pool.submit(partial(price, extra=1), item) for item in (1, 2, 3)]]


def threaded():
    with tracer.start_as_current_span("total"):
        thread = threading.Thread(target=price, args=[1], kwargs={"extra": 1})
        thread.start()
        thread.join()


def waited():
    async def wait():
        with tracer.start_as_current_span("total"):
            return await asyncio.get_running_loop().run_in_executor(None, price, 1, 1)

    return asyncio.run(wait())
"""


@pytest.mark.parametrize(
    ("function", "result"),
    [("mapped", [2, 3, 4]), ("submitted", [2, 3, 4]), ("partly", [2, 3, 4]), ("threaded", None), ("waited", 2)],
)
def test_a_thread_gets_the_context_by_the_repair(
    tracer: trace.Tracer, exporter: InMemorySpanExporter, function: str, result: object
) -> None:
    def parent_after_running(program: str) -> str:
        names: dict[str, Any] = {}
        exec(program, names)
        names["tracer"] = tracer
        exporter.clear()
        assert names[function]() == result
        return parents(exporter)["price"]

    repaired = fix(decode("a.py", "python", PROGRAM.encode()), Settings(frozenset({"SPN125"})), may_be_unsafe=True)
    assert repaired.applied == 5
    assert parent_after_running(PROGRAM) == "none"
    assert parent_after_running(repaired.source.text.decode()) == "total"


def test_two_tasks_cannot_share_a_copy() -> None:
    copied, has_begun, may_end = copy_context(), threading.Event(), threading.Event()

    def wait() -> bool:
        has_begun.set()
        return may_end.wait(HANGS_AFTER)

    with ThreadPoolExecutor() as pool:
        first = pool.submit(copied.run, wait)
        assert has_begun.wait(HANGS_AFTER)
        with pytest.raises(RuntimeError):
            copied.run(wait)
        may_end.set()
        assert first.result()


@pytest.mark.program
def test_javascript(tmp_path: Path) -> None:
    script = tmp_path / "seen.cjs"
    own = f"require = require('module').createRequire({json.dumps(str(TYPESCRIPT / 'package.json'))});"
    script.write_text(own + JAVASCRIPT, encoding="utf-8")
    done = subprocess.run(["node", str(script)], check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    assert json.loads(done.stdout) == {
        "inactive": "none",
        "beside": "none",
        "active": "none",
        "inside": "active",
        "later": "none",
        "replacing": "none",
        "returned": "none",
        "late": "dropped",
        "streamed": "none",
        "token": "none",
        "streamed_late": "dropped",
    }
