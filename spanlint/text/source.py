"""A file's text, and where in it a byte is."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from spanlint.lean.records import Record

LINE_END = re.compile(rb"\r\n|\r|\n")


class ByteRange(Record):
    """A half-open range `[start, end)` of byte offsets, 0-based, into `Source.text`."""

    start: int
    end: int


class Position(Record):
    """A place for people: line and column, both 1-based, the column in code points."""

    line: int
    column: int


class Source(Record):
    r"""One file as it was read.

    `text` is the file in UTF-8 without a byte order mark, and every offset in spanlint counts its bytes.
    `original` is what stood on disk, `encoding` the codec and `bom` the mark that lead from one to the other;
    `ends` is what stood there for each `\n` of `text` (see `line_ends`).
    """

    path: str
    language: str
    text: bytes
    original: bytes
    encoding: str = "utf-8"
    bom: bytes = b""
    ends: bytes = b"\n"


class LineIndex:
    """The starts of a text's lines, found once and asked often; `\\n`, `\\r\\n` and a lone `\\r` end a line."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        lines = text.splitlines(keepends=True)  # a tenth of what a pattern takes
        self._starts = [0, *accumulate(map(len, lines))]
        if lines and not lines[-1].endswith((b"\n", b"\r")):
            self._starts.pop()
        # A minified file is one line of megabytes with thousands of places: neither is worked out for each of them.
        self._last = (0, 1)  # a byte offset, and its column
        self._line = (0, "")

    def position(self, offset: int) -> Position:
        """The 1-based line and code-point column of a byte offset into the text."""
        line = bisect_right(self._starts, offset) - 1
        start, column = self._last if self._starts[line] <= self._last[0] <= offset else (self._starts[line], 1)
        column += len(self._text[start:offset].decode("utf-8", "replace"))
        self._last = offset, column
        return Position(line + 1, column)

    def start(self, number: int) -> int:
        """The byte offset where a 1-based line begins. Raises IndexError past the last line."""
        return self._starts[number - 1]

    def line(self, number: int) -> str:
        """The text of a 1-based line without its line end; empty past the last line."""
        if not 1 <= number <= len(self._starts):
            return ""
        if self._line[0] != number:
            end = self._starts[number] if number < len(self._starts) else len(self._text)
            text = self._text[self._starts[number - 1] : end].decode("utf-8", "replace").rstrip("\r\n")
            self._line = number, text
        return self._line[1]
