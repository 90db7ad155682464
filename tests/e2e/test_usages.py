"""What the messages of these rules say, seen with the real OpenTelemetry SDKs."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import baggage, context, trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from spanlint.apis import tables
from tests.waiting import HANGS_AFTER

TYPESCRIPT = Path(__file__).parents[2] / "demo" / "typescript"
JAVASCRIPT = """
const api = require("@opentelemetry/api");
const { BasicTracerProvider } = require("@opentelemetry/sdk-trace-base");
const { context, trace, propagation } = api;
const proxy = trace.getTracer("before");
trace.setGlobalTracerProvider(new BasicTracerProvider());
const seen = {};
const kind = (run) => { try { return String(run()); } catch (error) { return error.name; } };
for (const [name, tracer] of Object.entries({ proxy, sdk: trace.getTracerProvider().getTracer("x") })) {
  const { startSpan, startActiveSpan } = tracer;
  seen[name] = [kind(() => startSpan("a")), kind(() => startActiveSpan("a", () => 1)),
    kind(() => tracer.startActiveSpan("a")), kind(() => tracer.startActiveSpan("a", {})),
    kind(() => tracer.startSpan.bind(tracer)("a").isRecording())];
}
const before = context.active(), key = api.createContextKey("k"), span = proxy.startSpan("a");
trace.setSpan(before, span);
trace.setSpanContext(before, span.spanContext());
propagation.setBaggage(before, propagation.createBaggage());
before.setValue(key, 1);
seen.unchanged = context.active() === before && trace.getSpan(before) === undefined &&
  propagation.getBaggage(before) === undefined && before.getValue(key) === undefined;
console.log(JSON.stringify(seen));
"""


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> trace.Tracer:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider.get_tracer("x")


def test_contexts_are_left_as_they_are(tracer: trace.Tracer) -> None:
    before = context.get_current()
    trace.set_span_in_context(tracer.start_span("a"), before)
    context.set_value("k", 1)
    baggage.set_baggage("k", "v")
    baggage.remove_baggage("k")
    assert context.get_current() == before == {}


def test_an_unentered_manager_starts_no_span(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    manager = tracer.start_as_current_span("a")
    assert [name for name in tables("python").shapes.span_methods if hasattr(manager, name)] == []
    for each in (manager, tracer.start_span("b")):
        with pytest.raises(TypeError):
            asyncio.run(_enter(each))
    assert exporter.get_finished_spans() == ()


def test_a_manager_that_is_entered_and_not_kept_is_left_at_once(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    span = tracer.start_as_current_span("a").__enter__()
    assert not span.is_recording()
    assert trace.get_current_span() is trace.INVALID_SPAN
    assert [each.name for each in exporter.get_finished_spans()] == ["a"]
    open_span = tracer.start_as_current_span("b", end_on_exit=False).__enter__()
    assert open_span.is_recording()
    assert trace.get_current_span() is trace.INVALID_SPAN
    open_span.end()


def test_a_manager_that_is_kept_holds_its_span_open(tracer: trace.Tracer) -> None:
    manager = tracer.start_as_current_span("a")
    span = manager.__enter__()
    assert span.is_recording()
    assert trace.get_current_span() is span
    manager.__exit__(None, None, None)


async def _enter(manager: Any) -> None:
    async with manager:
        pass


def test_spans_have_the_methods_that_the_table_names() -> None:
    assert [name for name in tables("python").shapes.span_methods if not hasattr(trace.Span, name)] == []


def test_a_decorated_generator_runs_after_its_span(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    @tracer.start_as_current_span("sync")
    def items() -> Iterator[int]:
        yield len(exporter.get_finished_spans())

    @tracer.start_as_current_span("async")
    async def later() -> AsyncIterator[int]:
        yield len(exporter.get_finished_spans())

    async def collected() -> list[int]:
        return [each async for each in later()]

    assert list(items()) == [1]
    assert asyncio.run(collected()) == [2]


def test_a_decorator_of_a_project_ends_as_early(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    def traced(func: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(func)
        def wrapper(*args: Any) -> Any:
            with tracer.start_as_current_span(func.__name__):
                return func(*args)

        return wrapper

    @traced
    def items() -> Iterator[bool]:
        yield trace.get_current_span() is trace.INVALID_SPAN

    assert next(items())
    assert [span.name for span in exporter.get_finished_spans()] == ["items"]


def test_a_decorator_above_a_descriptor_gets_no_function(tracer: trace.Tracer) -> None:
    decorate: Any = tracer.start_as_current_span("a")

    def is_in_span() -> bool:
        return trace.get_current_span() is not trace.INVALID_SPAN

    members = {"fixed": staticmethod(is_in_span), "made": classmethod(lambda _: 1), "name": property(lambda _: 1)}
    session: Any = type("Session", (), {name: decorate(member) for name, member in members.items()})
    assert session.fixed()
    for call in (session().fixed, session.made, session().name):
        with pytest.raises(TypeError):
            call()


def test_a_decorator_above_a_manager_ends_before_its_block(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    @tracer.start_as_current_span("a")
    @contextlib.contextmanager
    def session() -> Iterator[bool]:
        yield trace.get_current_span() is trace.INVALID_SPAN

    with session() as is_outside:
        assert is_outside
        assert [span.name for span in exporter.get_finished_spans()] == ["a"]


def test_what_is_registered_below_a_decorator_starts_no_span(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    registered: list[Callable[[], None]] = []

    def register(func: Callable[[], None]) -> Callable[[], None]:
        registered.append(func)
        return func

    @tracer.start_as_current_span("a")
    @register
    def handle() -> None:
        pass

    registered[0]()
    assert exporter.get_finished_spans() == ()
    handle()
    assert len(exporter.get_finished_spans()) == 1


def test_a_context_in_a_decorator_is_evaluated_once(tracer: trace.Tracer) -> None:
    asked = []

    def session() -> context.Context:
        asked.append(1)
        return context.Context()

    @tracer.start_as_current_span("a", context=session())
    def run() -> None:
        pass

    for _ in range(3):
        run()
    assert len(asked) == 1


def test_a_decorated_class_is_a_class_no_more(tracer: trace.Tracer) -> None:
    decorate: Callable[[Any], Any] = tracer.start_as_current_span("a")
    decorated = decorate(type("Session", (), {}))
    assert not isinstance(decorated, type)
    with pytest.raises(TypeError):
        isinstance(1, decorated)


def test_a_span_is_no_decorator(tracer: trace.Tracer) -> None:
    decorate: Any = tracer.start_span("a")
    with pytest.raises(TypeError):
        decorate(len)


def test_a_method_that_is_not_called_takes_the_function_for_a_name(tracer: trace.Tracer) -> None:
    decorate: Any = tracer.start_as_current_span
    assert isinstance(decorate(len), contextlib.AbstractContextManager)


def test_python_methods_keep_their_tracer(tracer: trace.Tracer) -> None:
    start = tracer.start_span
    assert start("a").is_recording()


def test_javascript(tmp_path: Path) -> None:
    script = tmp_path / "seen.cjs"
    own = f"require = require('module').createRequire({json.dumps(str(TYPESCRIPT / 'package.json'))});"
    script.write_text(own + JAVASCRIPT, encoding="utf-8")
    done = subprocess.run(["node", str(script)], check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    each = ["TypeError", "TypeError", "undefined", "TypeError", "true"]
    assert json.loads(done.stdout) == {"proxy": each, "sdk": each, "unchanged": True}
