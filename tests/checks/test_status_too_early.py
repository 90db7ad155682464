"""SPN122: OK is set before ERROR; each silent case has a twin that is reported."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint, write
from tests.languages.calls.evidence_case import marked
from tests.linting import diagnostics, found

CODES = frozenset({"SPN122"})
PYTHON = """\
import json
from opentelemetry import trace
from opentelemetry.trace import Status, StatusCode

tracer = trace.get_tracer("app")


def judge(span, result):
    span.set_status(StatusCode.ERROR)

"""
TYPESCRIPT = """\
import { trace, SpanStatusCode } from "@opentelemetry/api";

const tracer = trace.getTracer("app");

"""
BODIES = {
    "a result": """
        result = work()
        span.set_status(StatusCode.OK)  # SPN122
        if result.failed:
            span.set_status(StatusCode.ERROR)
    """,
    "a result by another name": """
        result = work()
        span.set_status(StatusCode.OK)  # SPN122
        failed = hasattr(result, "failed") and result.failed
        if failed:
            span.set_status(StatusCode.ERROR)
    """,
    "a result that was asked before": """
        result = work()
        if not result.failed:
            span.set_status(StatusCode.OK)
        if result.failed:
            span.set_status(StatusCode.ERROR)
    """,
    "a result that was asked before, by another name": """
        result = work()
        if not result.failed:
            span.set_status(StatusCode.OK)
        failed = result.failed
        if failed:
            span.set_status(StatusCode.ERROR)
    """,
    "a loop over what nothing has looked at": """
        results = work()
        span.set_status(StatusCode.OK)  # SPN122
        for name, result in results:
            if result.failed:
                span.set_status(StatusCode.ERROR, name)
                break
    """,
    "a loop over what was asked before": """
        results = work()
        if results.ok:
            span.set_status(StatusCode.OK)
        for name, result in results:
            if result.failed:
                span.set_status(StatusCode.ERROR, name)
                break
    """,
    "a loop around both": """
        for result in work():
            if result.done:
                span.set_status(StatusCode.OK)
            if result.failed:
                span.set_status(StatusCode.ERROR)
    """,
    "a function that was asked before": """
        result = work()
        if hasattr(log, "name"):
            span.set_attribute("name", log.name)
        span.set_status(StatusCode.OK)  # SPN122
        failed = hasattr(result, "failed")
        if failed:
            span.set_status(StatusCode.ERROR)
    """,
    "a flag": """
        done = False
        if log:
            work()
            span.set_status(StatusCode.OK)
            done = True
        if not done:
            span.set_status(StatusCode.ERROR)
    """,
    "the other arm": """
        if log:
            span.set_status(StatusCode.OK)
        else:
            span.set_status(StatusCode.ERROR)
    """,
    "no condition": """
        span.set_status(StatusCode.OK)  # SPN122
        work()
        span.set_status(Status(StatusCode.ERROR))
    """,
    "an end in between": """
        span.set_status(StatusCode.OK)
        span.end()
        span.set_status(Status(StatusCode.ERROR))
    """,
    "a return in between": """
        if log:
            span.set_status(StatusCode.OK)
            return
        span.set_status(Status(StatusCode.ERROR))
    """,
    "another attempt": """
        for item in work:
            if item:
                span.set_status(StatusCode.OK)
            else:
                span.set_status(StatusCode.ERROR)
    """,
    "a function of the project": """
        result = work()
        span.set_status(StatusCode.OK)  # SPN122
        judge(span, result)
    """,
    "a raise": """
        try:
            result = work()
            span.set_status(StatusCode.OK)
            if result.failed:
                raise ValueError
        except ValueError:
            span.set_status(StatusCode.ERROR)
    """,
}
HINTS = {
    "a call that may fail": """
        try:
            result = work()
            span.set_status(StatusCode.OK)  # SPN122
            return json.loads(result)
        except ValueError:
            span.set_status(StatusCode.ERROR)
    """,
    "a raise": BODIES["a raise"].replace("OK)", "OK)  # SPN122"),
    "the last call": """
        try:
            result = work()
            span.set_status(StatusCode.OK)
            return result
        except ValueError:
            span.set_status(StatusCode.ERROR)
    """,
    "a call of the span": """
        try:
            result = work()
            span.set_status(StatusCode.OK)
            span.set_attribute("k", result)
            return result
        except ValueError:
            span.set_status(StatusCode.ERROR)
    """,
}
TYPESCRIPT_CASES = {
    "a response": """
        export async function run(work: () => Promise<Response>) {
          const span = tracer.startSpan("x");
          const response = await work();
          span.setStatus({ code: SpanStatusCode.OK }); // SPN122
          if (response.status > 399) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        }
    """,
    "a response that was asked before": """
        export async function run(work: () => Promise<Response>) {
          const span = tracer.startSpan("x");
          const response = await work();
          if (response.ok) span.setStatus({ code: SpanStatusCode.OK });
          if (response.status > 399) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        }
    """,
    "a loop over what nothing has looked at": """
        export async function run(work: () => Promise<Response>[]) {
          const span = tracer.startSpan("x");
          span.setStatus({ code: SpanStatusCode.OK }); // SPN122
          for (const response of work()) {
            if ((await response).status > 399) span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        }
    """,
    "a loop over what is nothing but given": """
        export function run(results: { failed: boolean }[]) {
          const span = tracer.startSpan("x");
          span.setStatus({ code: SpanStatusCode.OK }); // SPN122
          for (const { failed } of results) {
            if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        }
    """,
    "a loop over what was asked before": """
        export function run(results: { failed: boolean }[]) {
          const span = tracer.startSpan("x");
          if (results.length === 0) span.setStatus({ code: SpanStatusCode.OK });
          for (const { failed } of results) {
            if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        }
    """,
    "a variable that gets another value": """
        export async function run(work: () => Promise<Response>) {
          const span = tracer.startSpan("x");
          let failed = true;
          try {
            await work();
            span.setStatus({ code: SpanStatusCode.OK });
            failed = false;
          } catch {}
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        }
    """,
}


def function(body: str) -> str:
    return (
        f"{PYTHON}\ndef run(work, log):\n"
        '    with tracer.start_as_current_span("x", end_on_exit=False) as span:\n'
        f"{textwrap.indent(textwrap.dedent(body), ' ' * 8)}"
    )


@pytest.mark.parametrize("case", BODIES)
def test_python(case: str) -> None:
    text = function(BODIES[case])
    assert found("a.py", text, CODES) == marked(text), text


@pytest.mark.parametrize("case", TYPESCRIPT_CASES)
def test_typescript(case: str) -> None:
    text = TYPESCRIPT + textwrap.dedent(TYPESCRIPT_CASES[case])
    assert found("a.ts", text, CODES) == marked(text), text


@pytest.mark.parametrize("case", HINTS)
def test_what_only_an_exception_leads_to_is_a_hint(case: str, tmp_path: Path) -> None:
    text = function(HINTS[case])
    write(tmp_path, {"a.py": text})
    chosen = ("--isolated", "--output-format", "concise", "a.py")
    assert "SPN122" not in run_spanlint(tmp_path, "--select", "SPN12", *chosen).out
    reported = run_spanlint(tmp_path, "--select", "SPN122", *chosen).out
    lines = [line.split(":")[1] for line in reported.splitlines() if ": SPN122 " in line]
    assert lines == [str(number) for number, _ in marked(text)]


def test_the_note_names_what_sets_the_error() -> None:
    text = function(BODIES["no condition"])
    (diagnostic,) = diagnostics("a.py", text, CODES)
    line = 1 + text[: text.index("        span.set_status(Status(")].count("\n")
    assert [(note.position.line, note.message) for note in diagnostic.related] == [(line, "ERROR is set here")]


def test_a_mock_of_a_span_has_no_status() -> None:
    text = PYTHON + "def check(span):\n    span.set_status(StatusCode.OK)\n    span.set_status(StatusCode.ERROR)\n"
    assert [code for _, code in found("a.py", text, CODES)] == ["SPN122"]
    mocked = text.replace("check(span)", "check(mock_span)").replace(
        "    span.set_status(StatusCode.OK", "    mock_span.set_status(StatusCode.OK"
    )
    assert not found(
        "a.py",
        mocked.replace("    span.set_status(StatusCode.ERROR)\n", "    mock_span.set_status(StatusCode.ERROR)\n"),
        CODES,
    )


BOTH = """
def f(run):
    span = tracer.start_span("f")
    try:
        try:
            run()
        except ValueError:
            span.set_status(StatusCode.ERROR)
            raise
        finally:
            span.set_status(StatusCode.OK)
    except ValueError:
        span.set_status(StatusCode.ERROR)
    span.end()
"""


@pytest.mark.parametrize("code", ["SPN121", "SPN122"])
def test_a_call_that_overwrites_and_comes_too_early_is_reported_once(code: str) -> None:
    assert [each.code for each in diagnostics("a.py", PYTHON + BOTH, frozenset({code}))] == [code]
    both = diagnostics("a.py", PYTHON + BOTH, frozenset({"SPN121", "SPN122"}))
    assert [each.code for each in both] == ["SPN121"]
