"""The report of a run as records of the public API."""

from __future__ import annotations

from spanlint.api.records import Edit, Finding, Fix, Place, Problem, Report, Summary
from spanlint.model.findings import Diagnostic, WrittenFix
from spanlint.report.places import fingerprints
from spanlint.report.run_counts import counts
from spanlint.rulebook.addresses import page_address
from spanlint.run.many_files import Outcome


def report_of(outcome: Outcome) -> Report:
    """Returns the report of a run."""
    pairs = zip(outcome.diagnostics, fingerprints(outcome.diagnostics), strict=True)
    return Report(
        findings=tuple(finding_of(diagnostic, fingerprint) for diagnostic, fingerprint in pairs),
        problems=tuple(Problem(path=problem.path or None, message=problem.reason) for problem in outcome.problems),
        warnings=outcome.warnings,
        summary=Summary(**counts(outcome.diagnostics, outcome.summary)),
    )


def finding_of(diagnostic: Diagnostic, fingerprint: str) -> Finding:
    """Returns the finding of a diagnostic."""
    fixes = tuple(map(_fix, diagnostic.fixes))
    return Finding(
        path=diagnostic.path,
        line=diagnostic.start.line,
        column=diagnostic.start.column,
        end_line=diagnostic.end.line,
        end_column=diagnostic.end.column,
        code=diagnostic.code,
        rule=diagnostic.rule,
        severity=diagnostic.severity.value,
        message=diagnostic.message,
        help=diagnostic.help,
        related=tuple(
            Place(
                path=path or diagnostic.path,
                line=position.line,
                column=position.column,
                message=message,
                cell=None if cell is None else cell.number,
            )
            for position, message, path, _, cell in diagnostic.related
        ),
        fixes=fixes,
        fixable=any(fix.safety == "safe" for fix in fixes),
        fingerprint=fingerprint,
        url=page_address(diagnostic.rule) or None,
        cell=None if diagnostic.cell is None else diagnostic.cell.number,
    )


def _fix(written: WrittenFix) -> Fix:
    edits = tuple(
        Edit(
            start=edit.start,
            end=edit.end,
            text=edit.text,
            line=edit.first.line,
            column=edit.first.column,
            end_line=edit.last.line,
            end_column=edit.last.column,
        )
        for edit in written.edits
    )
    return Fix(title=written.title, safety=written.safety.value, edits=edits)
