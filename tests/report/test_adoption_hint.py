"""What the text report tells a project that has just begun: what has evidence comes first, and how to begin with it."""

from __future__ import annotations

import re

import pytest

from spanlint.model.findings import Diagnostic, Severity
from spanlint.report import Summary
from tests.report.report_samples import PLAIN, report

HINT = "To begin: `--select SPN002` shows the findings with evidence, `--write-baseline FILE` records the rest.\n"
SUMMARY = Summary(13, 2, 40, 0)


def _of(code: str, severity: Severity, path: str) -> Diagnostic:
    return PLAIN._replace(code=code, rule=f"rule-{code}", severity=severity, path=path)


def test_the_rules_with_evidence_are_counted_first_and_findings_stay_in_the_order_of_paths() -> None:
    warnings = [_of(f"SPN{number}", Severity.WARNING, f"a{number}.ts") for number in ("001", "003", "006", "900")]
    errors = [_of(f"SPN{number}", Severity.ERROR, f"b{number}.ts") for number in ("002", "004", "005")]
    text = report("text", [*warnings, *errors], SUMMARY)
    assert re.findall(r"^(?:error  |warning) (SPN\d{3}) rule", text, re.MULTILINE) == [
        "SPN002",
        "SPN004",
        "SPN005",
        "SPN001",
        "SPN003",
        "SPN006",
        "SPN900",
    ]
    assert re.findall(r"^([ab]\d{3})\.ts$", text, re.MULTILINE) == [
        *("a001", "a003", "a006", "a900"),
        *("b002", "b004", "b005"),
    ]


@pytest.mark.parametrize(("missing", "told"), [(20, False), (21, True), (300, True)])
def test_more_than_twenty_without_evidence_say_how_to_begin(missing: int, told: bool) -> None:
    assert (HINT in report("text", [PLAIN] * missing, SUMMARY)) is told


def test_the_hint_is_the_last_line() -> None:
    assert report("text", [PLAIN] * 21, SUMMARY._replace(unsafe_fixes_left=2)).endswith(f"\n{HINT}")


def test_other_findings_do_not_count() -> None:
    ambient = PLAIN._replace(code="SPN006", rule="missing-parent-active")
    assert HINT not in report("text", [*[PLAIN] * 20, *[ambient] * 20], SUMMARY)


@pytest.mark.parametrize("name", ["concise", "json"])
def test_formats_for_programs_do_not_say_it(name: str) -> None:
    assert HINT.strip() not in report(name, [PLAIN] * 21, SUMMARY)
