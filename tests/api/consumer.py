"""A program that uses all of the public API, as a project under `mypy --strict` would: each annotation is a claim."""

from __future__ import annotations

from pathlib import Path

import spanlint
from spanlint import Finding, Fix, SpanlintError, lint_source


def codes(text: str) -> list[str]:
    """The codes of the findings in a text."""
    report: spanlint.Report = lint_source(text, path=Path("a.py"), config={"select": ["SPN001"]})
    return [finding.code for finding in report.findings]


def preferred(finding: Finding) -> Fix | None:
    """The first fix of a finding."""
    return finding.fixes[0] if finding.fixes else None


def fixed(text: str) -> str:
    """A text with the first fix of each finding."""
    result: spanlint.FixedSource = spanlint.fix_source(text, "a.ts", {}, choose=preferred, ignore=["SPN9"])
    count: int = result.fixed
    return result.text if count else text


def places(folder: Path) -> list[tuple[str, int, int, str]]:
    """Where the findings below a folder are, and those that they refer to."""
    report = spanlint.lint_paths([folder, str(folder)], config=folder / "spanlint.toml", diff_base=None, jobs=2)
    found: list[spanlint.Place] = [place for finding in report.findings for place in finding.related]
    edits: list[spanlint.Edit] = [edit for finding in report.findings for fix in finding.fixes for edit in fix.edits]
    problems: list[spanlint.Problem] = [*report.problems]
    assert all(isinstance(problem.message, str) for problem in problems)
    assert all(edit.start <= edit.end for edit in edits)
    summary: spanlint.Summary = report.summary
    assert summary.findings == summary.errors + summary.warnings
    return [(place.path, place.line, place.column, place.message) for place in found]


def pages() -> dict[str, str]:
    """The manual of each rule, by its code."""
    known: tuple[spanlint.Rule, ...] = spanlint.rules()
    return {rule.code: spanlint.rule(rule.code).page for rule in known if rule.severity == "error"}


def reason(text: str, path: str) -> str:
    """Why a text cannot be linted; empty if it can."""
    try:
        lint_source(text, path)
    except spanlint.UnknownRuleError:
        raise
    except (spanlint.ConfigurationError, spanlint.SourceError, spanlint.FixError) as error:
        known: SpanlintError = error
        return str(known)
    return ""


version: str = spanlint.__version__
