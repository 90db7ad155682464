"""What the rules about statuses and exceptions say, seen with the real OpenTelemetry SDKs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.waiting import HANGS_AFTER

TYPESCRIPT = Path(__file__).parents[2] / "demo" / "typescript"
HEAD = """
const { trace, SpanStatusCode } = require("@opentelemetry/api");
const { wrapTracer } = require("@opentelemetry/api/experimental");
const sdk = require("@opentelemetry/sdk-trace-base");
const exporter = new sdk.InMemorySpanExporter();
trace.setGlobalTracerProvider(new sdk.BasicTracerProvider({ spanProcessors: [new sdk.SimpleSpanProcessor(exporter)] }));
const tracer = trace.getTracer("x"), sugared = wrapTracer(tracer);
const failing = () => { throw new Error("failed"); };
const quietly = (run) => { try { run(); } catch {} };
"""
TAIL = """
const seen = exporter.getFinishedSpans();
const shown = seen.map((span) => [span.name, [span.status.code, span.events.length]]);
console.log(JSON.stringify(Object.fromEntries(shown)));
"""
UNSET, OK, ERROR = 0, 1, 2


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> trace.Tracer:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider.get_tracer("x")


def recorded(exporter: InMemorySpanExporter) -> dict[str, tuple[str, int]]:
    """The status of each span that has ended, and the number of its events."""
    return {span.name: (span.status.status_code.name, len(span.events)) for span in exporter.get_finished_spans()}


def in_node(folder: Path, program: str) -> dict[str, list[int]]:
    """The status and the number of events of each span that a JavaScript program ends."""
    script = folder / "seen.cjs"
    own = f"require = require('module').createRequire({json.dumps(str(TYPESCRIPT / 'package.json'))});"
    script.write_text(own + HEAD + program + TAIL, encoding="utf-8")
    done = subprocess.run(["node", str(script)], check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    seen: dict[str, list[int]] = json.loads(done.stdout)
    return seen


def record_and_raise(manager: Any, span: Any, error: BaseException, after: Callable[[], None] = lambda: None) -> None:
    """Raise an exception inside a manager, where it is recorded and goes on."""

    def run() -> None:
        with manager as entered:
            try:
                raise error
            except BaseException as caught:
                (span or entered).record_exception(caught)
                after()
                raise

    with pytest.raises(type(error)):
        run()


def test_what_a_manager_sees_is_recorded_twice(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    span = tracer.start_span("used")
    record_and_raise(tracer.start_as_current_span("entered"), None, ValueError())
    record_and_raise(tracer.start_span("started"), None, ValueError())
    record_and_raise(trace.use_span(span, end_on_exit=True), span, ValueError())
    record_and_raise(tracer.start_as_current_span("told", record_exception=False), None, ValueError())
    record_and_raise(tracer.start_as_current_span("cancelled"), None, asyncio.CancelledError())
    record_and_raise(tracer.start_span("cancelled, too"), None, asyncio.CancelledError())
    assert recorded(exporter) == {
        **dict.fromkeys(("entered", "started", "used", "cancelled, too"), ("ERROR", 2)),
        "told": ("ERROR", 1),
        "cancelled": ("UNSET", 1),
    }


def test_a_decorator_records_what_leaves_its_function(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    @tracer.start_as_current_span("decorated")
    def run() -> None:
        try:
            raise LookupError
        except LookupError as error:
            trace.get_current_span().record_exception(error)
            raise

    with pytest.raises(LookupError):
        run()
    assert recorded(exporter) == {"decorated": ("ERROR", 2)}


def test_an_ended_span_gets_no_second_event(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    span = tracer.start_span("ended")
    record_and_raise(trace.use_span(span), span, ValueError(), span.end)
    assert recorded(exporter) == {"ended": ("UNSET", 1)}


def test_the_manager_alone_records_the_exception_and_sets_the_status(
    tracer: trace.Tracer, exporter: InMemorySpanExporter
) -> None:
    """What is left after the fix of SPN123."""
    with pytest.raises(LookupError), tracer.start_as_current_span("entered"):
        raise LookupError
    assert recorded(exporter) == {"entered": ("ERROR", 1)}


@pytest.mark.program
def test_a_sugared_tracer_records_what_its_callback_throws(tmp_path: Path) -> None:
    program = """
        const thrown = (span) => { try { failing(); } catch (error) { span.recordException(error); throw error; } };
        quietly(() => sugared.withActiveSpan("sugared", thrown));
        quietly(() => sugared.withActiveSpan("told", { onException: () => {} }, thrown));
        quietly(() => tracer.startActiveSpan("plain", (span) => { try { thrown(span); } finally { span.end(); } }));
    """
    assert in_node(tmp_path, program) == {"sugared": [ERROR, 2], "told": [UNSET, 1], "plain": [UNSET, 1]}


def test_ok_takes_the_place_of_error_and_stays(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    for name, statuses in (("failed", (ERROR, OK)), ("fine", (OK, ERROR)), ("unset", (ERROR, UNSET))):
        span = tracer.start_span(name)
        for status in statuses:
            span.set_status(trace.StatusCode(status))
        span.end()
    assert recorded(exporter) == {"failed": ("OK", 0), "fine": ("OK", 0), "unset": ("ERROR", 0)}


def test_a_manager_sets_error_behind_a_finally_in_vain(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    def run(manager: Any, is_moved: bool) -> None:
        with manager as span:
            try:
                raise LookupError
            finally:
                if not is_moved:
                    span.set_status(trace.StatusCode.OK)

    for name, is_moved in (("behind", False), ("moved", True)):
        for start in (tracer.start_as_current_span, tracer.start_span):
            with pytest.raises(LookupError):
                run(start(f"{name} {start.__name__}"), is_moved)
    assert {name: status for name, (status, _) in recorded(exporter).items()} == {
        "behind start_as_current_span": "OK",
        "behind start_span": "OK",
        "moved start_as_current_span": "ERROR",
        "moved start_span": "ERROR",
    }


@pytest.mark.program
def test_ok_takes_the_place_of_error_and_stays_in_javascript(tmp_path: Path) -> None:
    """Versions of its SDK before 2.6.1 take the last status that is set (test_status_versions.py)."""
    program = """
        for (const [name, ...codes] of [["failed", 2, 1], ["fine", 1, 2], ["unset", 2, 0]]) {
          const span = tracer.startSpan(name);
          for (const code of codes) span.setStatus({ code });
          span.end();
        }
    """
    assert in_node(tmp_path, program) == {"failed": [OK, 0], "fine": [OK, 0], "unset": [ERROR, 0]}


def test_recording_an_exception_sets_no_status(tracer: trace.Tracer, exporter: InMemorySpanExporter) -> None:
    for name, is_set in (("recorded", False), ("set", True)):
        span = tracer.start_span(name)
        span.record_exception(LookupError())
        if is_set:
            span.set_status(trace.StatusCode.ERROR)
        span.end()
    assert recorded(exporter) == {"recorded": ("UNSET", 1), "set": ("ERROR", 1)}


@pytest.mark.program
def test_recording_an_exception_sets_no_status_in_javascript(tmp_path: Path) -> None:
    program = """
        const caught = (span, isSet) => {
          try { failing(); } catch (error) {
            span.recordException(error);
            if (isSet) span.setStatus({ code: SpanStatusCode.ERROR });
          } finally { span.end(); }
        };
        caught(tracer.startSpan("recorded"), false);
        caught(tracer.startSpan("set"), true);
        tracer.startActiveSpan("active", (span) => caught(span, false));
    """
    assert in_node(tmp_path, program) == {"recorded": [UNSET, 1], "set": [ERROR, 1], "active": [UNSET, 1]}


PYTHON_PROGRAM = """\
from opentelemetry import trace
from opentelemetry.trace import StatusCode

tracer = trace.get_tracer("x")


def fail():
    raise LookupError


def record_twice():
    with tracer.start_as_current_span("twice") as span:
        try:
            fail()
        except LookupError as error:
            span.record_exception(error)
            raise


def overwrite():
    span = tracer.start_span("overwritten")
    try:
        fail()
    except LookupError:
        span.set_status(StatusCode.ERROR)
    finally:
        span.set_status(StatusCode.OK)
        span.end()


def forget():
    span = tracer.start_span("missing")
    try:
        fail()
    except LookupError as error:
        span.record_exception(error)
        raise
    finally:
        span.end()
"""
NODE_PROGRAM = """
function overwrite() {
  const span = tracer.startSpan("overwritten");
  try {
    failing();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
  } finally {
    span.setStatus({ code: SpanStatusCode.OK });
    span.end();
  }
}
function forget() {
  const span = tracer.startSpan("missing");
  try {
    failing();
  } catch (error) {
    span.recordException(error);
    throw error;
  } finally {
    span.end();
  }
}
function recordTwice() {
  sugared.withActiveSpan("twice", (span) => {
    try {
      failing();
    } catch (error) {
      span.recordException(error);
      throw error;
    }
  });
}
for (const run of [overwrite, forget, recordTwice]) quietly(run);
"""


def repaired(path: str, text: str) -> str:
    """A program after all fixes of these rules, and nothing left for them to report."""
    codes = frozenset({"SPN121", "SPN122", "SPN123", "SPN124"})
    language = language_of(path)
    assert language is not None
    fixed = fix(decode(path, language, text.encode()), Settings(codes), may_be_unsafe=True)
    assert fixed.judgement.findings == ()
    return fixed.source.text.decode()


def run_python(text: str) -> dict[str, tuple[str, int]]:
    """What the spans of the Python program look like."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    names: dict[str, Any] = {}
    exec(text, names)
    names["tracer"] = provider.get_tracer("x")
    for name in ("record_twice", "overwrite", "forget"):
        with contextlib.suppress(LookupError):
            names[name]()
    return recorded(exporter)


def test_repairs_of_python_do_what_they_say() -> None:
    before, after = PYTHON_PROGRAM, repaired("a.py", PYTHON_PROGRAM)
    assert run_python(before) == {"twice": ("ERROR", 2), "overwritten": ("OK", 0), "missing": ("UNSET", 1)}
    assert run_python(after) == {"twice": ("ERROR", 1), "overwritten": ("ERROR", 0), "missing": ("ERROR", 1)}


@pytest.mark.program
def test_repairs_of_javascript_do_what_they_say(tmp_path: Path) -> None:
    after = repaired("a.js", HEAD + NODE_PROGRAM)
    assert after.startswith(HEAD)
    assert in_node(tmp_path, NODE_PROGRAM) == {"overwritten": [OK, 0], "missing": [UNSET, 1], "twice": [ERROR, 2]}
    seen = in_node(tmp_path, after.removeprefix(HEAD))
    assert seen == {"overwritten": [ERROR, 0], "missing": [ERROR, 1], "twice": [ERROR, 1]}
