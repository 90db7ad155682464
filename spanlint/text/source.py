"""The text of a file, and the line and column of a byte in it."""

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
    """A line and a column for people, both 1-based; the column counts code points."""

    line: int
    column: int


class Source(Record):
    r"""One file as it was read.

    `text` is the file in UTF-8 without a byte order mark, and every offset in spanlint counts its bytes. `original` is
    the content on disk, from which `text` was decoded by `encoding` after removing the mark `bom`. `ends` is the line
    end on disk for each `\n` of `text` (see `line_ends`).

    Of a file that is not only code, `regions` are the ranges of `text` that are code. Outside of them, and where a
    notebook has magics, `text` has spaces instead of what is in `whole`, which has the same offsets. `suffix` is that
    of a source file in the dialect of the regions. The `text` of a notebook is that of its Python cells, with a blank
    line after each, and `original` is JSON.
    """

    path: str
    language: str
    text: bytes
    original: bytes
    encoding: str = "utf-8"
    bom: bytes = b""
    ends: bytes = b"\n"
    regions: tuple[ByteRange, ...] = ()
    whole: bytes = b""
    suffix: str = ""

    @property
    def shown(self) -> bytes:
        """The text for people, with all that `text` leaves blank."""
        return self.whole or self.text


class LineIndex:
    """An index of a text's lines, which end with `\\n`, `\\r\\n` or a lone `\\r`."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        lines = text.splitlines(keepends=True)  # ten times as fast as a pattern
        self._starts = [0, *accumulate(map(len, lines))]
        if lines and not lines[-1].endswith((b"\n", b"\r")):
            self._starts.pop()
        # The last results are kept: a minified file can be a line of megabytes with thousands of positions.
        self._last_column = (0, 1)  # a byte offset and its column
        self._last_line = (0, "")  # a 1-based line number and its text

    def position(self, offset: int) -> Position:
        """Returns the 1-based line and code-point column of a byte offset into the text."""
        line = bisect_right(self._starts, offset) - 1
        start, column = self._starts[line], 1
        if start <= self._last_column[0] <= offset:
            start, column = self._last_column
        column += len(self._text[start:offset].decode("utf-8", "replace"))
        self._last_column = offset, column
        return Position(line + 1, column)

    def start(self, number: int) -> int:
        """Returns the byte offset where a 1-based line begins. Raises IndexError past the last line."""
        return self._starts[number - 1]

    def line(self, number: int) -> str:
        """Returns the text of a 1-based line without its line end; empty past the last line."""
        if not 1 <= number <= len(self._starts):
            return ""
        if self._last_line[0] != number:
            end = self._starts[number] if number < len(self._starts) else len(self._text)
            text = self._text[self._starts[number - 1] : end].decode("utf-8", "replace").rstrip("\r\n")
            self._last_line = number, text
        return self._last_line[1]
