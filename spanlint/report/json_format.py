"""The `json` format: an array of objects, for programs."""

from __future__ import annotations

from spanlint.report import Report
from spanlint.report.json_parts import finding, unchecked
from spanlint.report.json_text import to_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report.terminal import Look


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001
    """Write the diagnostics as a JSON array in ASCII, never colored.

    Lines and columns are 1-based, columns in code points. Text is exact: bytes of a file name that are not valid UTF-8
    appear as lone surrogates (`\\udc80` to `\\udcff`), which `os.fsencode` turns back into bytes. Objects for files
    that could not be checked follow; they have the same keys, with null for the place, the code and the rule.
    """
    found = [finding(diagnostic) for diagnostic in report.diagnostics]
    stream.write(to_json([*found, *(unchecked(problem) for problem in report.problems if problem.path)]))
