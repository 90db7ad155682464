"""The `json` format: an array of objects, for programs."""

from __future__ import annotations

from collections.abc import Sequence

from spanlint.model.findings import Diagnostic, WrittenEdit
from spanlint.model.problems import Problem
from spanlint.report import Summary
from spanlint.report.json_text import to_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def write(
    diagnostics: Sequence[Diagnostic],
    summary: Summary | None,  # noqa: ARG001
    stream: TextIO,
    color: bool,  # noqa: ARG001
    problems: Sequence[Problem] = (),
) -> None:
    """Write the diagnostics as a JSON array in ASCII, never colored.

    Lines and columns are 1-based, columns in code points. Text is exact: bytes of a file name that are not valid UTF-8
    appear as lone surrogates (`\\udc80` to `\\udcff`), which `os.fsencode` turns back into bytes. Objects for what
    could not be checked follow; they have the same keys, with null for the place, the code and the rule.
    """
    found = [_object(diagnostic) for diagnostic in diagnostics]
    stream.write(to_json([*found, *(_object_of_problem(problem) for problem in problems)]))


def _object(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "path": diagnostic.path,
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
            {"line": position.line, "column": position.column, "message": message}
            for position, message in diagnostic.related
        ],
        "fixes": [
            {"title": fix.title, "safety": fix.safety.value, "edits": [_edit(edit) for edit in fix.edits]}
            for fix in diagnostic.fixes
        ],
    }


def _object_of_problem(problem: Problem) -> dict[str, object]:
    nowhere = dict.fromkeys(("line", "column", "end_line", "end_column", "code", "rule"))
    text = {"severity": "error", "message": problem.reason, "help": ""}
    return {"path": problem.path or None, **nowhere, **text, "related": [], "fixes": []}


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
