"""The `text` format: the findings of each file with their source lines and fixes, for people."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report import Report
    from spanlint.report.terminal import Look


def write(report: Report, stream: TextIO, look: Look) -> None:
    """Write the findings file by file, and a summary; never raises UnicodeEncodeError."""
    if report.diagnostics:
        from spanlint.report.escape import charset_of
        from spanlint.report.text_parts import file_sections

        for section in file_sections(report.diagnostics, charset_of(stream), look):
            stream.write(section)
    if report.summary is None:
        return
    from spanlint.report.tally import tally

    stream.write(tally(report.diagnostics, report.summary, look, report.closing))
