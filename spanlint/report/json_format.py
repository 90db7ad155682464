"""The `json` format: an array of objects, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TextIO

from spanlint.findings import Diagnostic
from spanlint.report import Summary
from spanlint.report.escape import CI_COMMAND


def write(diagnostics: Sequence[Diagnostic], summary: Summary, stream: TextIO, color: bool) -> None:  # noqa: ARG001
    """Write the diagnostics as a JSON array in ASCII, never colored.

    Lines and columns are 1-based, columns in code points. Text is exact: a byte of a file name that is no UTF-8
    stands as the lone surrogate (`\\udc80` to `\\udcff`) that `os.fsencode` turns back into it.
    """
    text = json.dumps([_object(diagnostic) for diagnostic in diagnostics], indent=2, ensure_ascii=True)
    # Two things are ASCII and still not harmless to print. Both can only stand inside a string.
    text = CI_COMMAND.sub(r"##\1\\u005b", text.replace("\x7f", "\\u007f"))
    stream.write(f"{text}\n")


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
    }
