"""What SPN103 and SPN104 say of awaits and of yields, seen with the real SDKs of Python and JavaScript."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from opentelemetry import context, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.waiting import HANGS_AFTER

TYPESCRIPT = Path(__file__).parents[2] / "demo" / "typescript"
JAVASCRIPT = """
const { trace } = require("@opentelemetry/api");
const sdk = require("@opentelemetry/sdk-trace-base");
const exporter = new sdk.InMemorySpanExporter();
trace.setGlobalTracerProvider(new sdk.BasicTracerProvider({ spanProcessors: [new sdk.SimpleSpanProcessor(exporter)] }));
const tracer = trace.getTracer("x");

function* caught() {
  const span = tracer.startSpan("caught");
  try { yield 1; span.end(); } catch (error) { span.end(); throw error; }
}
function* finished() {
  const span = tracer.startSpan("finished");
  try { yield 1; } finally { span.end(); }
}
for (const item of caught()) break;
for (const item of finished()) break;
console.log(JSON.stringify(exporter.getFinishedSpans().map((span) => span.name)));
"""


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> trace.Tracer:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider.get_tracer("x")


def names(exporter: InMemorySpanExporter) -> list[str]:
    return [span.name for span in exporter.get_finished_spans()]


async def wait_in_a_span(tracer: trace.Tracer) -> None:
    span = tracer.start_span("handled")
    try:
        await asyncio.Event().wait()
    except Exception:
        span.end()
        raise
    span.end()


async def wait_in_a_finally(tracer: trace.Tracer) -> None:
    span = tracer.start_span("finished")
    try:
        await asyncio.Event().wait()
    finally:
        span.end()


async def wait_in_a_context(within: context.Context) -> None:
    token = context.attach(within)
    try:
        await asyncio.Event().wait()
    except Exception:
        context.detach(token)
        raise
    context.detach(token)


def stream(tracer: trace.Tracer) -> Iterator[int]:
    span = tracer.start_span("handled")
    try:
        yield 1
    except Exception:
        span.end()
        raise
    span.end()


async def stream_later(tracer: trace.Tracer) -> AsyncIterator[int]:
    span = tracer.start_span("handled")
    yield 1
    span.end()


@contextmanager
def step(tracer: trace.Tracer) -> Iterator[None]:
    span = tracer.start_span("handled")
    yield
    span.end()


def test_a_cancellation_passes_by_except_exception(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    async def run() -> None:
        tasks = [asyncio.ensure_future(wait_in_a_span(tracer)), asyncio.ensure_future(wait_in_a_finally(tracer))]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    asyncio.run(run())
    assert names(exporter) == ["finished"]


def test_a_context_stays_where_a_caller_handles_the_cancellation() -> None:
    """As `asyncio.timeout` does, and `asyncio.wait_for` since Python 3.12."""

    async def run() -> object:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().call_soon(task.cancel)
        with pytest.raises(asyncio.CancelledError):
            await wait_in_a_context(context.set_value("k", "stays", context.Context()))
        return context.get_value("k")

    assert asyncio.run(run()) == "stays"


def test_a_generator_is_closed_at_its_yield(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    for _ in stream(tracer):
        break

    async def run() -> None:
        async for _ in stream_later(tracer):
            break

    asyncio.run(run())
    assert names(exporter) == []
    assert list(stream(tracer)) == [1]
    assert names(exporter) == ["handled"]


def test_a_context_manager_gets_what_the_body_throws(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="thrown"), step(tracer):
        raise ValueError("thrown")
    assert names(exporter) == []


def test_nothing_but_a_finally_sees_that_a_generator_of_javascript_is_closed(tmp_path: Path) -> None:
    script = tmp_path / "seen.cjs"
    own = f"require = require('module').createRequire({json.dumps(str(TYPESCRIPT / 'package.json'))});"
    script.write_text(own + JAVASCRIPT, encoding="utf-8")
    done = subprocess.run(["node", str(script)], check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    assert json.loads(done.stdout) == ["finished"]
