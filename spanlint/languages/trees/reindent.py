"""Whole lines that go one level deeper, into a block that a fix puts around them."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.lean.records import Record
from spanlint.model.findings import EndSpan
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

_BLANK = b" \t"


class Region(Record):
    """The lines between a statement and what comes after it.

    `opened` is the byte where the statement's last line ends, `closed` the same of the region; `lines` are the first
    bytes of its lines, blank ones left out. `indent` and `unit` are what a line there starts with, and one level of it.
    """

    opened: int
    closed: int
    lines: tuple[int, ...]
    indent: str
    unit: str
    newline: str


def region(text: bytes, remedy: EndSpan, comment: bytes, keeps: Callable[[int], bool]) -> Region | None:
    """The region of a remedy; None where a line of it holds anything else, or (`keeps`) may not be indented.

    `comment` is what a comment after a statement starts with.
    """
    opened, closed = _line_end(text, remedy.after.end, comment), _line_end(text, remedy.until, comment)
    first = text.rfind(b"\n", 0, remedy.after.start) + 1
    indent = text[first : remedy.after.start]
    if opened is None or closed is None or indent.strip(_BLANK) or opened >= closed:
        return None
    lines = tuple(_lines(text, text.find(b"\n", opened) + 1, closed))
    unit = _unit(text, first, indent)
    if unit is None or any(map(keeps, lines)) or not all(text.startswith(indent, each) for each in lines):
        return None
    newline = "\r\n" if text[opened : opened + 2] == b"\r\n" else "\n"
    return Region(opened, closed, lines, indent.decode(), unit, newline)


def indented(found: Region) -> list[Edit]:
    """What puts the lines of a region one level deeper."""
    return [Edit(ByteRange(each, each), found.unit.encode()) for each in found.lines]


def _line_end(text: bytes, at: int, comment: bytes) -> int | None:
    """Where the line of a place ends; None where code follows on it."""
    found = text.find(b"\n", at)
    end = len(text) if found < 0 else found
    end -= text[at:end].endswith(b"\r")
    rest = text[at:end].strip(_BLANK).lstrip(b";")
    return end if not rest.strip(_BLANK) or rest.strip(_BLANK).startswith(comment) else None


def _lines(text: bytes, start: int, end: int) -> list[int]:
    found = []
    while 0 < start <= end:
        following = text.find(b"\n", start)
        if text[start : following if following >= 0 else len(text)].strip():
            found.append(start)
        start = following + 1
    return found


def _unit(text: bytes, first: int, indent: bytes) -> str | None:
    """One level: what the line has more than the nearest one before it that has less."""
    for line in reversed(text[:first].splitlines()):
        outer = line[: len(line) - len(line.lstrip(_BLANK))]
        if line.strip() and len(outer) < len(indent):
            return indent[len(outer) :].decode() if indent.startswith(outer) else None
    return None
