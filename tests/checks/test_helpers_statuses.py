"""SPN121 and SPN122: statuses that only the project's functions set, or that are set for each item of a list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint, write
from tests.languages.calls.evidence_case import marked

_CODE = re.compile(r"SPN\d{3}")
PYTHON = """\
from opentelemetry import context, trace
from opentelemetry.trace import Status, StatusCode
{imports}
tracer = trace.get_tracer("app")


"""
TYPESCRIPT = """\
import { context, trace, SpanStatusCode, type Span } from "@opentelemetry/api";
{imports}
const tracer = trace.getTracer("app");

"""
PYTHON_HELPERS = """
def mark_ok(span):
    if span.is_recording():
        span.set_status(Status(StatusCode.OK))


def mark_ok_if(span, result):
    if result:
        span.set_status(Status(StatusCode.OK))


def mark_failed(span, error):
    span.record_exception(error)
    span.set_status(StatusCode.ERROR)
"""
TYPESCRIPT_HELPERS = """
export const markOk = (span: Span) => span.setStatus({ code: SpanStatusCode.OK });
export function markFailed(span: Span, error: unknown) {
  span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
}
"""
IN_PYTHON = {
    "behind the handler": """
        def run(work):
            with tracer.start_as_current_span("run") as span:
                try:
                    work()
                except ValueError as error:
                    mark_failed(span, error)
                mark_ok(span)  # SPN121
    """,
    "in an else": """
        def run(work):
            with tracer.start_as_current_span("run") as span:
                try:
                    work()
                except ValueError as error:
                    mark_failed(span, error)
                else:
                    mark_ok(span)
    """,
    "too early": """
        def run(work):
            span = tracer.start_span("run", context=context.get_current())
            result = work()
            mark_ok(span)  # SPN122
            if result.failed:
                mark_failed(span, result)
            span.end()
    """,
    "one or the other": """
        def run(work):
            span = tracer.start_span("run", context=context.get_current())
            result = work()
            if result.failed:
                mark_failed(span, result)
            else:
                mark_ok(span)
            span.end()
    """,
    "a helper that does so on one path": """
        def run(work):
            with tracer.start_as_current_span("run") as span:
                try:
                    result = work()
                except ValueError as error:
                    mark_failed(span, error)
                    result = None
                mark_ok_if(span, result)
    """,
    "another span": """
        def run(work, outer):
            with tracer.start_as_current_span("run") as span:
                try:
                    work()
                except ValueError as error:
                    mark_failed(span, error)
                mark_ok(outer)
    """,
}
IN_TYPESCRIPT = {
    "behind the handler": """
        export async function run(work: () => Promise<void>) {
          const span = tracer.startSpan("run", {}, context.active());
          try {
            await work();
          } catch (error) {
            markFailed(span, error);
          }
          markOk(span); // SPN121
          span.end();
        }
    """,
    "at the end of the try": """
        export async function run(work: () => Promise<void>) {
          const span = tracer.startSpan("run", {}, context.active());
          try {
            await work();
            markOk(span);
          } catch (error) {
            markFailed(span, error);
          } finally {
            span.end();
          }
        }
    """,
}
FOR_EACH = {
    "an item that fails before": """
        export function run(items: { ok: boolean }[]) {
          const span = tracer.startSpan("run", {}, context.active());
          items.forEach((item) => {
            if (!item.ok) span.setStatus({ code: SpanStatusCode.ERROR });
          });
          span.setStatus({ code: SpanStatusCode.OK }); // SPN121
          span.end();
        }
    """,
    "an item that fails after": """
        export function run(items: { ok: boolean }[]) {
          const span = tracer.startSpan("run", {}, context.active());
          span.setStatus({ code: SpanStatusCode.OK }); // SPN122
          items.forEach((item) => {
            if (!item.ok) span.setStatus({ code: SpanStatusCode.ERROR });
          });
          span.end();
        }
    """,
    "what context.with runs after": """
        export function run(items: { ok: boolean }[]) {
          const span = tracer.startSpan("run", {}, context.active());
          span.setStatus({ code: SpanStatusCode.OK }); // SPN122
          context.with(trace.setSpan(context.active(), span), () => {
            for (const item of items) if (!item.ok) span.setStatus({ code: SpanStatusCode.ERROR });
          });
          span.end();
        }
    """,
    "a flag that was asked before": """
        export function run(items: { ok: boolean }[], isFine: boolean) {
          const span = tracer.startSpan("run", {}, context.active());
          if (isFine) span.setStatus({ code: SpanStatusCode.OK });
          items.forEach(() => {
            if (!isFine) span.setStatus({ code: SpanStatusCode.ERROR });
          });
          span.end();
        }
    """,
    "a flag that the callback sets": """
        export function run(items: { ok: boolean }[]) {
          const span = tracer.startSpan("run", {}, context.active());
          let failed = false;
          items.forEach((item) => {
            if (item.ok) return;
            failed = true;
            span.setStatus({ code: SpanStatusCode.ERROR });
          });
          if (!failed) span.setStatus({ code: SpanStatusCode.OK });
          span.end();
        }
    """,
    "callbacks that wait": """
        export function run(items: { done: Promise<boolean> }[]) {
          const span = tracer.startSpan("run", {}, context.active());
          items.forEach(async (item) => {
            if (!(await item.done)) span.setStatus({ code: SpanStatusCode.ERROR });
          });
          span.setStatus({ code: SpanStatusCode.OK });
          span.end();
        }
    """,
    "failures that a condition counts": """
        export function run(items: { ok: boolean }[]) {
          const failures = items.filter((item) => !item.ok);
          const span = tracer.startSpan("run", {}, context.active());
          failures.forEach(() => span.setStatus({ code: SpanStatusCode.ERROR }));
          if (!failures.length) span.setStatus({ code: SpanStatusCode.OK });
          span.end();
        }
    """,
    "failures that a condition has counted": """
        export function run(items: { ok: boolean }[]) {
          const failures = items.filter((item) => !item.ok);
          const span = tracer.startSpan("run", {}, context.active());
          if (!failures.length) span.setStatus({ code: SpanStatusCode.OK });
          for (const failure of failures) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        }
    """,
}
COUNTED = {
    "before the loop": """
        def run(items):
            failures = [item for item in items if item.failed]
            with tracer.start_as_current_span("run") as span:
                if not failures:
                    span.set_status(StatusCode.OK)
                for failure in failures:
                    span.set_status(StatusCode.ERROR)
    """,
    "behind the loop": """
        def run(items):
            failures = [item for item in items if item.failed]
            with tracer.start_as_current_span("run") as span:
                for failure in failures:
                    span.set_status(StatusCode.ERROR)
                if not failures:
                    span.set_status(StatusCode.OK)
    """,
    "by nothing": """
        def run(items):
            failures = [item for item in items if item.failed]
            with tracer.start_as_current_span("run") as span:
                for failure in failures:
                    span.set_status(StatusCode.ERROR)
                span.set_status(StatusCode.OK)  # SPN121
    """,
}


def function(case: str) -> str:
    return "\n".join(line[8:] for line in case.splitlines()) + "\n"


def as_marked(folder: Path, name: str, text: str) -> None:
    """Fail unless the marks of a file are all that a run over it reports."""
    write(folder, {name: text})
    chosen = ("--isolated", "--select", "SPN12", "--output-format", "concise", name)
    reported = run_spanlint(folder, *chosen).out.splitlines()
    lines = [(int(line.split(":")[1]), _CODE.findall(line)[0]) for line in reported if _CODE.search(line)]
    assert lines == marked(text), text


@pytest.mark.parametrize("case", IN_PYTHON)
@pytest.mark.parametrize("is_imported", [False, True])
def test_functions_of_a_python_project(case: str, is_imported: bool, tmp_path: Path) -> None:
    above = PYTHON.format(imports="from marks import mark_failed, mark_ok, mark_ok_if" if is_imported else "")
    write(tmp_path, {"marks.py": PYTHON.format(imports="") + PYTHON_HELPERS})
    as_marked(tmp_path, "a.py", above + ("" if is_imported else PYTHON_HELPERS) + function(IN_PYTHON[case]))


@pytest.mark.parametrize("case", IN_TYPESCRIPT)
@pytest.mark.parametrize("is_imported", [False, True])
def test_functions_of_a_typescript_project(case: str, is_imported: bool, tmp_path: Path) -> None:
    imports = 'import { markFailed, markOk } from "./marks";' if is_imported else ""
    above = TYPESCRIPT.replace("{imports}", imports)
    write(tmp_path, {"marks.ts": TYPESCRIPT.replace("{imports}", "") + TYPESCRIPT_HELPERS})
    as_marked(tmp_path, "a.ts", above + ("" if is_imported else TYPESCRIPT_HELPERS) + function(IN_TYPESCRIPT[case]))


@pytest.mark.parametrize("case", FOR_EACH)
def test_callbacks_for_each_item(case: str, tmp_path: Path) -> None:
    as_marked(tmp_path, "a.ts", TYPESCRIPT.replace("{imports}", "") + function(FOR_EACH[case]))


@pytest.mark.parametrize("case", COUNTED)
def test_a_loop_over_failures_that_a_condition_counts(case: str, tmp_path: Path) -> None:
    as_marked(tmp_path, "a.py", PYTHON.format(imports="") + function(COUNTED[case]))
