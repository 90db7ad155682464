"""Indents whole lines by one level, for a block that a fix puts around them."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.lean.records import Record
from spanlint.model.findings import EndSpan
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

_BLANK = b" \t"


class Region(Record):
    """The lines after a statement that move into a new block.

    `start` is the byte where the line before the region ends, the statement's last one or a blank one, and `end` that
    where the region's last line ends. `lines` are the offsets of its lines, without blank ones. `indent` is the
    statement's indentation, `unit` one level of it.
    """

    start: int
    end: int
    lines: tuple[int, ...]
    indent: str
    unit: str
    newline: str


def region(text: bytes, remedy: EndSpan, comment: bytes, keeps: Callable[[int], bool]) -> Region | None:
    """The region of a remedy; None if one of its lines holds other code or must not be indented (`keeps`).

    `comment` is the marker that starts a comment after a statement.
    """
    start, end = _line_end(text, remedy.after.end, comment), _line_end(text, remedy.until, comment)
    first = text.rfind(b"\n", 0, remedy.after.start) + 1
    indent = text[first : remedy.after.start]
    if start is None or end is None or indent.strip(_BLANK) or start >= end:
        return None
    lines = tuple(_lines(text, text.find(b"\n", start) + 1, end))
    unit = _unit(text, first, indent)
    if unit is None or not lines or any(map(keeps, lines)) or not all(text.startswith(indent, line) for line in lines):
        return None
    newline = "\r\n" if text[start : start + 2] == b"\r\n" else "\n"
    return Region(lines[0] - len(newline), end, lines, indent.decode(), unit, newline)


def indented(lines_to_indent: Region) -> list[Edit]:
    """The edits that indent the lines of a region by one level."""
    return [Edit(ByteRange(line, line), lines_to_indent.unit.encode()) for line in lines_to_indent.lines]


def blank_lines_above(text: bytes, line: int) -> int:
    """The byte where the blank lines above a line begin, or its own start if there are none."""
    return text.find(b"\n", len(text[:line].rstrip())) + 1


def _line_end(text: bytes, at: int, comment: bytes) -> int | None:
    """The byte where the line of a place ends, or None if code follows on the line."""
    newline = text.find(b"\n", at)
    end = len(text) if newline < 0 else newline
    end -= text[at:end].endswith(b"\r")
    rest = text[at:end].strip(_BLANK).lstrip(b";")
    return end if not rest.strip(_BLANK) or rest.strip(_BLANK).startswith(comment) else None


def _lines(text: bytes, start: int, end: int) -> list[int]:
    lines = []
    while 0 < start <= end:
        following = text.find(b"\n", start)
        if text[start : following if following >= 0 else len(text)].strip():
            lines.append(start)
        start = following + 1
    return lines


def _unit(text: bytes, first: int, indent: bytes) -> str | None:
    """One level of indentation: what the line adds to the nearest earlier line that is indented less."""
    for line in reversed(text[:first].splitlines()):
        outer = line[: len(line) - len(line.lstrip(_BLANK))]
        if line.strip() and len(outer) < len(indent):
            return indent[len(outer) :].decode() if indent.startswith(outer) else None
    return None
