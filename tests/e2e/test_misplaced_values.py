"""What happens to values of another kind and to values that stay attached, with the real OpenTelemetry SDKs."""

from __future__ import annotations

import contextvars
import json
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from opentelemetry import baggage, context, propagate, trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider

from tests.waiting import HANGS_AFTER

TYPESCRIPT = Path(__file__).parents[2] / "demo" / "typescript"
JAVASCRIPT = """
const { context, createContextKey, propagation, trace } = require("@opentelemetry/api");
const { BasicTracerProvider } = require("@opentelemetry/sdk-trace-base");
const { AsyncLocalStorageContextManager } = require("@opentelemetry/context-async-hooks");
const { W3CTraceContextPropagator } = require("@opentelemetry/core");
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new BasicTracerProvider());
const tracer = trace.getTracer("x"), seen = {};
const other = tracer.startSpan("other", { root: true }), remote = other.spanContext();
tracer.startActiveSpan("active", (active) => {
  const start = (parent) => tracer.startSpan("child", {}, parent), now = context.active();
  const parent = (run) => {
    try {
      const found = run()?.parentSpanContext?.spanId;
      return found === undefined ? "none" : found === active.spanContext().spanId ? "active" : "other";
    } catch (error) { return error.name; }
  };
  seen.spanContextAsSpan = parent(() => start(trace.setSpan(now, remote)));
  seen.contextAsSpan = parent(() => start(trace.setSpan(now, now)));
  seen.spanAsSpanContext = parent(() => start(trace.setSpanContext(now, other)));
  seen.injected = parent(() => propagation.inject(other, {}));
  seen.current = parent(() => context.with(other, () => tracer.startSpan("child")));
  seen.asked = parent(() => trace.getSpan(other));
  seen.ownKey = parent(() => start(now.setValue(createContextKey("span"), other)));
  seen.realKey = parent(() => start(now.setValue(createContextKey("OpenTelemetry Context Key SPAN"), other)));
});
console.log(JSON.stringify(seen));
"""


@pytest.fixture
def tracer() -> trace.Tracer:
    return TracerProvider().get_tracer("x")


@pytest.fixture
def span(tracer: trace.Tracer) -> Iterator[trace.Span]:
    """A span, while another one is current."""
    other = tracer.start_span("other", context=context.Context())
    with tracer.start_as_current_span("active", context=context.Context()):
        yield other


def parent_of(child: trace.Span) -> str:
    assert isinstance(child, ReadableSpan)
    if child.parent is None:
        return "none"
    return "active" if child.parent == trace.get_current_span().get_span_context() else "other"


def test_what_is_no_span_in_a_context_starts_a_new_trace(tracer: trace.Tracer, span: trace.Span) -> None:
    for wrong in (span.get_span_context(), context.get_current()):
        assert parent_of(tracer.start_span("child", trace.set_span_in_context(wrong))) == "none"  # type: ignore[arg-type]
    remote = trace.NonRecordingSpan(span.get_span_context())
    assert parent_of(tracer.start_span("child", trace.set_span_in_context(remote))) == "other"


READERS: dict[str, Callable[[object], object]] = {
    "inject": lambda wrong: propagate.inject({}, context=wrong),  # type: ignore[arg-type]
    "get_current_span": lambda wrong: trace.get_current_span(wrong),  # type: ignore[arg-type]
    "get_value": lambda wrong: context.get_value("k", wrong),  # type: ignore[arg-type]
    "get_baggage": lambda wrong: baggage.get_baggage("k", wrong),  # type: ignore[arg-type]
    "set_value": lambda wrong: context.set_value("k", 1, wrong),  # type: ignore[arg-type]
    "set_baggage": lambda wrong: baggage.set_baggage("k", 1, wrong),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("reader", READERS)
def test_what_reads_a_span_in_place_of_a_context_raises(reader: str, span: trace.Span) -> None:
    for wrong in (span, span.get_span_context()):
        with pytest.raises(AttributeError):
            READERS[reader](wrong)


def test_what_reads_an_attached_span_raises_later(tracer: trace.Tracer, span: trace.Span) -> None:
    token = context.attach(span)  # type: ignore[arg-type]
    try:
        with pytest.raises(AttributeError):
            tracer.start_span("child")
    finally:
        context.detach(token)


def test_a_span_under_a_key_of_its_own_is_no_parent(tracer: trace.Tracer, span: trace.Span) -> None:
    assert parent_of(tracer.start_span("child", context.set_value("current_span", span))) == "active"
    assert (
        parent_of(tracer.start_span("child", context.set_value(context.create_key("current-span"), span))) == "active"
    )


def test_a_missing_span_in_a_context_starts_a_new_trace(tracer: trace.Tracer, span: trace.Span) -> None:
    assert parent_of(tracer.start_span("child", trace.set_span_in_context(None))) == "none"  # type: ignore[arg-type]
    assert parent_of(tracer.start_span("child", None)) == "active"


def test_a_value_that_is_not_detached_stays_for_the_caller() -> None:
    def handle() -> None:
        context.attach(context.set_value("tenant", "a"))

    def run() -> object:
        handle()
        return context.get_value("tenant")

    assert contextvars.copy_context().run(run) == "a"
    assert contextvars.copy_context().run(handle) is None
    assert context.get_value("tenant") is None
    with ThreadPoolExecutor(1) as pool:
        pool.submit(handle).result()
    assert context.get_value("tenant") is None


@pytest.mark.program
def test_javascript(tmp_path: Path) -> None:
    script = tmp_path / "seen.cjs"
    own = f"require = require('module').createRequire({json.dumps(str(TYPESCRIPT / 'package.json'))});"
    script.write_text(own + JAVASCRIPT, encoding="utf-8")
    done = subprocess.run(["node", str(script)], check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    assert json.loads(done.stdout) == {
        **dict.fromkeys(("spanContextAsSpan", "contextAsSpan", "injected", "current", "asked"), "TypeError"),
        "spanAsSpanContext": "none",
        "ownKey": "active",
        "realKey": "other",
    }
