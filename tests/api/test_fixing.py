"""`fix_source` against `--fix`, and fixes that the caller chooses."""

from __future__ import annotations

from pathlib import Path

import pytest

import spanlint
from tests.cli.program import run_spanlint, write

ONE = """\
import { Context, trace } from "@opentelemetry/api";
const tracer = trace.getTracer("shop");
export const pay = (ctx: Context) => tracer.startSpan("pay");
"""
TWO = ONE + 'export const ship = (ctx: Context) => tracer.startSpan("ship");\n'


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_text_is_what_fix_writes(tmp_path: Path, mark: str, ending: str) -> None:
    text = mark + ONE.replace("\n", ending)
    write(tmp_path, {"a.ts": text.encode()})
    run_spanlint(tmp_path, "--fix", "a.ts")
    fixed = spanlint.fix_source(text, "a.ts", {})
    assert fixed.text == (tmp_path / "a.ts").read_bytes().decode() != text
    assert (fixed.fixed, fixed.report.findings, fixed.report.summary.fixed) == (1, (), 1)


def test_a_text_without_a_fix_is_the_same_object_as_before() -> None:
    text = "x = 1\n"
    assert spanlint.fix_source(text, "a.py", {}).text is text


def test_the_python_text_may_declare_any_encoding() -> None:
    text = "# coding: ascii\nfrom opentelemetry.context import Context\nfrom opentelemetry import trace\n"
    text += 'def é(ctx: Context):\n    return trace.get_tracer("é").start_span("é")\n'
    assert '"é", context=ctx)' in spanlint.fix_source(text, "a.py", {}).text


def test_guesses_only_if_asked_for() -> None:
    text = (
        'from opentelemetry import trace\ntracer = trace.get_tracer("a")\n\n\ndef work(job):\n'
        '    span = tracer.start_span("n")\n    if not job:\n        return\n    job()\n    span.end()\n'
    )
    cautious, bold = (
        spanlint.fix_source(text, "a.py", {}, unsafe_fixes=unsafe, select=["SPN103"]) for unsafe in (False, True)
    )
    assert (cautious.text, cautious.fixed, cautious.report.summary.fixable_unsafe) == (text, 0, 1)
    assert bold.fixed == 1
    assert "finally:" in bold.text


def test_each_finding_is_asked_about_and_gets_the_chosen_fix() -> None:
    asked = []

    def choose(finding: spanlint.Finding) -> spanlint.Fix | None:
        asked.append((finding.line, finding.column, [fix.safety for fix in finding.fixes]))
        return next(fix for fix in finding.fixes if "root" in fix.title) if finding.line < 5 else None

    fixed = spanlint.fix_source(TWO, "a.ts", {}, choose=choose)
    assert asked == [(3, 45, ["safe", "shown", "shown"]), (4, 46, ["safe", "shown", "shown"])]
    assert fixed.fixed == 2
    assert fixed.text.count("ROOT_CONTEXT)") + fixed.text.count("root: true") == 2
    assert fixed.report.findings == ()


def test_what_is_not_chosen_stays() -> None:
    fixed = spanlint.fix_source(TWO, "a.ts", {}, choose=lambda finding: finding.fixes[0] if finding.line == 4 else None)
    assert fixed.text == TWO.replace('"ship")', '"ship", {}, ctx)')
    assert [finding.line for finding in fixed.report.findings] == [3]


def test_places_are_those_of_the_text_as_it_is_then() -> None:
    text = 'from opentelemetry import trace\ntracer = trace.get_tracer("a")\n'
    text += 'tracer.start_span("n")\ntracer.start_span("m")\n'
    lines = []

    def choose(finding: spanlint.Finding) -> spanlint.Fix:
        lines.append(finding.line)
        return finding.fixes[0]

    fixed = spanlint.fix_source(text, "a.py", {}, choose=choose)
    assert lines == [3, 5], "the first fix adds an import"
    assert fixed.fixed == 2


def test_a_fix_of_another_finding_is_refused() -> None:
    other = spanlint.Fix(title="Do it", safety="safe", edits=())
    with pytest.raises(spanlint.FixError, match=r"^a\.ts:3: the chosen fix is not one of the finding's$"):
        spanlint.fix_source(ONE, "a.ts", {}, choose=lambda _: other)


def test_what_the_caller_raises_is_passed_on() -> None:
    def choose(_: spanlint.Finding) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        spanlint.fix_source(ONE, "a.ts", {}, choose=choose)


def test_a_fix_that_cannot_be_written_leaves_the_text_and_is_a_problem() -> None:
    session = {"typescript": {"expression": "gone()", "imports": []}}
    fixed = spanlint.fix_source(ONE.replace("ctx: Context", ""), "a.ts", {"session-context": session})
    assert fixed.fixed == 0
    assert fixed.text == ONE.replace("ctx: Context", "")
    assert [problem.message.split(": ")[-1] for problem in fixed.report.problems] == [
        "`gone` is bound neither by `imports` nor in a file that needs it"
    ]
