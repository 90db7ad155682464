"""What SPN103 and SPN104 say of awaits, seen with the real SDK of Python."""

from __future__ import annotations

import asyncio

import pytest
from opentelemetry import context, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter


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
