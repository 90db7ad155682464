"""`--fix` changes the calls that the first judgement reported, and no other, in one run or in several."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.program import places, run_spanlint, write

CONFIGURATION = """\
[session-context.python]
expression = "get_session_context()"
imports = ["from acme.session import get_session_context"]

[session-context.typescript]
expression = "getSessionContext() ?? context.active()"
imports = ["import { getSessionContext } from '@acme/session'", "import { context } from '@opentelemetry/api'"]
"""

PYTHON = """\
from opentelemetry import trace

tracer = trace.get_tracer("acme")


def stream(items):
    span = tracer.start_span("stream")
    try:
        for item in items:
            item.run()
    finally:
        span.end()


def step(item):
    with tracer.start_as_current_span("step"):
        item.run()


def step_by_kind(item):
    with tracer.start_as_current_span("stream", kind=trace.SpanKind.INTERNAL):
        item.run()
"""

TYPESCRIPT = """\
import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('acme');

export function query(run: () => Promise<void>) {
  const span = tracer.startSpan('query');
  return run().finally(() => span.end());
}

export function again(run: () => Promise<void>) {
  const first = tracer.startSpan('first');
  const second = tracer.startSpan('second');
  return run().finally(() => { first.end(); second.end(); });
}

export function step(run: () => void) {
  return tracer.startActiveSpan('query', (span) => {
    run();
    span.end();
  });
}
"""
REPORTED = {"a.py": [7], "a.ts": [6, 11, 12]}


def changed_calls(before: str, after: str) -> list[str]:
    """The names of the spans whose calls are not as they were."""
    call = re.compile(r"(?:start_?\w*?span)\(\s*['\"](\w+)['\"][^\n]*", re.IGNORECASE)
    old = [match[0] for match in call.finditer(before)]
    new = [match[0] for match in call.finditer(after)]
    assert len(old) == len(new)
    return [match[1] for match, text in zip(call.finditer(before), new, strict=True) if match[0] != text]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path, {"a.py": PYTHON, "a.ts": TYPESCRIPT, "spanlint.toml": CONFIGURATION})
    return tmp_path


def test_no_call_changes_that_no_report_named(project: Path) -> None:
    run = run_spanlint(project, "--output-format", "concise")
    assert places(run) == [
        f"{name}:{line}:{column} SPN001"
        for name, lines, column in (("a.py", [7], 19), ("a.ts", [6], 23), ("a.ts", [11], 24), ("a.ts", [12], 25))
        for line in lines
    ]
    fixed = run_spanlint(project, "--fix", "--unsafe-fixes")
    assert fixed.code == 0
    assert "(4 fixed, " in fixed.out
    assert changed_calls(PYTHON, (project / "a.py").read_text(encoding="utf-8")) == ["stream"]
    assert changed_calls(TYPESCRIPT, (project / "a.ts").read_text(encoding="utf-8")) == ["query", "first", "second"]


def test_a_second_run_finds_and_changes_nothing(project: Path) -> None:
    run_spanlint(project, "--fix")
    after = {name: (project / name).read_text(encoding="utf-8") for name in REPORTED}
    run = run_spanlint(project, "--fix", "--output-format", "concise")
    assert (run.code, places(run)) == (0, [])
    assert {name: (project / name).read_text(encoding="utf-8") for name in REPORTED} == after


BY_HAND = """\
from opentelemetry import trace
from acme.session import get_session_context

tracer = trace.get_tracer("acme")


def one(item):
    with tracer.start_as_current_span("one", context=get_session_context()):
        item.run()


def two(item):
    with tracer.start_as_current_span("two"):
        item.run()


def three(item):
    span = tracer.start_span("three")
    item.run(span)
    span.end()
"""


def test_an_activating_call_is_fixed_where_the_unedited_file_shows_that_it_skips_a_parent(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": BY_HAND})
    assert places(run_spanlint(tmp_path, "--output-format", "concise")) == ["a.py:13:17 SPN002", "a.py:18:19 SPN002"]
    assert run_spanlint(tmp_path, "--fix").code == 0
    assert changed_calls(BY_HAND, (tmp_path / "a.py").read_text(encoding="utf-8")) == ["two", "three"]


def test_the_configured_context_is_no_evidence_since_a_fix_may_have_written_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": BY_HAND, "spanlint.toml": CONFIGURATION})
    assert places(run_spanlint(tmp_path, "--output-format", "concise")) == ["a.py:18:19 SPN001"]
    run_spanlint(tmp_path, "--fix")
    assert changed_calls(BY_HAND, (tmp_path / "a.py").read_text(encoding="utf-8")) == ["three"]


def test_it_is_evidence_in_a_function_of_the_project_where_no_fix_writes(tmp_path: Path) -> None:
    resolver = "def parent_of(item):\n    return item.context if item.context else get_session_context()\n\n\ndef one("
    text = BY_HAND.replace("def one(", resolver).replace("context=get_session_context()", "context=parent_of(item)")
    write(tmp_path, {"a.py": text, "spanlint.toml": CONFIGURATION})
    assert places(run_spanlint(tmp_path, "--output-format", "concise")) == ["a.py:17:17 SPN002", "a.py:22:19 SPN002"]
    run_spanlint(tmp_path, "--fix")
    assert changed_calls(text, (tmp_path / "a.py").read_text(encoding="utf-8")) == ["two", "three"]


@pytest.mark.parametrize(
    ("slot", "found"),
    [
        ("item.context or get_session_context()", ["a.py:13:17 SPN002", "a.py:18:19 SPN002"]),
        ("get_session_context() or get_current()", ["a.py:18:19 SPN001"]),
    ],
)
def test_it_is_evidence_beside_what_no_fix_writes(tmp_path: Path, slot: str, found: list[str]) -> None:
    text = BY_HAND.replace("context=get_session_context()", f"context={slot}")
    write(tmp_path, {"a.py": text, "spanlint.toml": CONFIGURATION})
    assert places(run_spanlint(tmp_path, "--output-format", "concise")) == found


def test_a_suppressed_call_stays_as_it_is(tmp_path: Path) -> None:
    text = PYTHON + "\n\ndef quiet():\n    tracer.start_span('quiet').end()  # spanlint: ignore[SPN001] a root\n"
    write(tmp_path, {"a.py": text, "spanlint.toml": CONFIGURATION})
    assert run_spanlint(tmp_path, "--fix", "--output-format", "concise").code == 0
    assert changed_calls(text, (tmp_path / "a.py").read_text(encoding="utf-8")) == ["stream"]


EMPTY = PYTHON.replace('start_as_current_span("step")', 'start_as_current_span("step", context=None)')


@pytest.mark.parametrize(("arguments", "changed"), [((), ["stream"]), (("--unsafe-fixes",), ["stream", "step"])])
def test_an_empty_parent_of_an_activating_call_is_filled_on_request_alone(
    project: Path, arguments: tuple[str, ...], changed: list[str]
) -> None:
    write(project, {"a.py": EMPTY})
    run_spanlint(project, "--fix", *arguments, "a.py")
    assert changed_calls(EMPTY, (project / "a.py").read_text(encoding="utf-8")) == changed
