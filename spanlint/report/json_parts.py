"""The objects of a JSON report; docs/json-output.md describes them."""

from __future__ import annotations

from spanlint.model.findings import CellPlace, Diagnostic, WrittenEdit
from spanlint.model.problems import Problem
from spanlint.report import Report
from spanlint.report.run_counts import counts, is_fixable
from spanlint.rulebook.addresses import page_address
from spanlint.version import __version__

SCHEMA = "spanlint-report.schema.json"
"""The name of the JSON schema, a file of the package."""


def finding(diagnostic: Diagnostic) -> dict[str, object]:
    """Returns the object of a finding."""
    return {
        "path": diagnostic.path,
        **_cell(diagnostic.cell),
        "line": diagnostic.start.line,
        "column": diagnostic.start.column,
        "end_line": diagnostic.end.line,
        "end_column": diagnostic.end.column,
        "code": diagnostic.code,
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "related": [
            {
                **({"path": path} if path else {}),
                **_cell(cell),
                "line": position.line,
                "column": position.column,
                "message": message,
            }
            for position, message, path, _, cell in diagnostic.related
        ],
        "fixes": [
            {"title": fix.title, "safety": fix.safety.value, "edits": [_edit(edit) for edit in fix.edits]}
            for fix in diagnostic.fixes
        ],
        **_address(diagnostic),
        **dict(diagnostic.more),
    }


def detailed_finding(diagnostic: Diagnostic, fingerprint: str) -> dict[str, object]:
    """Returns the object of a finding in the formats that are not a bare array."""
    return {**finding(diagnostic), "fixable": is_fixable(diagnostic), "fingerprint": fingerprint}


def problem_object(problem: Problem) -> dict[str, object]:
    """Returns the object of something that could not be done; null stands for the path of a problem without a file."""
    return {"path": problem.path or None, "message": problem.reason}


def head_and_summary(report: Report) -> tuple[dict[str, object], dict[str, int] | None]:
    """Returns what names the format and the tool, and the counts of the run, if there are any."""
    head = {"$schema": SCHEMA, "version": 1, "tool": {"name": "spanlint", "version": __version__}}
    return head, None if report.summary is None else counts(report.diagnostics, report.summary)


def _cell(cell: CellPlace | None) -> dict[str, object]:
    """Returns the key that only findings in notebooks have, whose lines are those of the cell."""
    return {} if cell is None else {"cell": cell.number}


def unchecked(problem: Problem) -> dict[str, object]:
    """Returns the object of a file that could not be checked: null stands for the place, the code and the rule."""
    nowhere = dict.fromkeys(("line", "column", "end_line", "end_column", "code", "rule"))
    text = {"severity": "error", "message": problem.reason, "help": ""}
    return {"path": problem.path, **nowhere, **text, "related": [], "fixes": []}


def _address(diagnostic: Diagnostic) -> dict[str, str]:
    address = page_address(diagnostic.rule)
    return {"url": address} if address else {}


def _edit(edit: WrittenEdit) -> dict[str, object]:
    return {
        "start": edit.start,
        "end": edit.end,
        "text": edit.text,
        "line": edit.first.line,
        "column": edit.first.column,
        "end_line": edit.last.line,
        "end_column": edit.last.column,
    }
