"""The `concise` format: one line a finding and nothing else, for grep and editors."""

from __future__ import annotations

from spanlint.report.colors import paint
from spanlint.report.escape import charset_of, visible, visible_file
from spanlint.report.tally import severity_style

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report import Report


def write(report: Report, stream: TextIO, color: bool) -> None:
    """Write `path:line:column: CODE message` for each diagnostic; never raises UnicodeEncodeError."""
    charset = charset_of(stream)
    for diagnostic in report.diagnostics:
        path = paint(visible_file(diagnostic, charset), "bold", color)
        code = paint(diagnostic.code, severity_style(diagnostic.severity), color)
        line, column = diagnostic.start
        stream.write(f"{path}:{line}:{column}: {code} {visible(diagnostic.message, charset)}\n")
