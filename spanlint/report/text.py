"""The `text` format: each finding with its source line, for people."""

from __future__ import annotations

from spanlint.report.colors import paint
from spanlint.report.escape import charset_of, visible, visible_file
from spanlint.report.tally import severity_style, tally

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from spanlint.model.findings import Diagnostic
    from spanlint.report import Report


def write(report: Report, stream: TextIO, color: bool) -> None:
    """Write a block of lines per diagnostic and a summary; never raises UnicodeEncodeError."""
    charset = charset_of(stream)
    for diagnostic in report.diagnostics:
        gutter = " " * len(str(diagnostic.start.line))
        lines = [_headline(diagnostic, charset, color)]
        if diagnostic.frame.strip():
            lines += _frame_lines(diagnostic, gutter, charset, color)
        for label, text in _notes(diagnostic):
            sign = paint("=", "blue", color)
            lines.append(f"{gutter} {sign} {paint(f'{label}:', 'bold', color)} {visible(text, charset)}")
        stream.write("\n".join((*lines, "", "")))
    if report.summary is not None:
        stream.write(tally(report.diagnostics, report.summary, color))


def _headline(diagnostic: Diagnostic, charset: str, color: bool) -> str:
    path = paint(visible_file(diagnostic, charset), "bold", color)
    colon = paint(":", "cyan", color)
    code = paint(diagnostic.code, severity_style(diagnostic.severity), color)
    place = f"{path}{colon}{diagnostic.start.line}{colon}{diagnostic.start.column}"
    return f"{place} {code} {visible(diagnostic.message, charset)}"


def _frame_lines(diagnostic: Diagnostic, gutter: str, charset: str, color: bool) -> Iterator[str]:
    from spanlint.report.frame import columns, frame

    before, marked, after = frame(diagnostic, charset)
    marker = paint("^" * max(1, columns(marked)), severity_style(diagnostic.severity), color)
    bar, number = paint("|", "blue", color), paint(str(diagnostic.start.line), "blue", color)
    yield f"{gutter} {bar}"
    yield f"{number} {bar} {before}{marked}{after}".rstrip()
    yield f"{gutter} {bar} {' ' * columns(before)}{marker}"


def _notes(diagnostic: Diagnostic) -> Iterator[tuple[str, str]]:
    for note in diagnostic.notes:
        yield "note", note
    if diagnostic.help:
        yield "help", diagnostic.help
    for position, message, path, _, cell in diagnostic.related:
        in_cell = f" of cell {cell.number}" if cell is not None else ""
        yield "note", f"{path}:{position.line}: {message}" if path else f"line {position.line}{in_cell}: {message}"
