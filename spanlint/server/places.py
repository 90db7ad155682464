"""EditorPlaces in a text as an editor counts them: lines from 0, and columns in units of UTF-8, UTF-16 or UTF-32."""

from __future__ import annotations

from lsprotocol import types

from spanlint.text.source import ByteRange, LineIndex, Position

_WIDTHS = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
"""The bytes of a unit of each encoding."""


class EditorPlaces:
    """The places of one text, which may have a byte order mark before it that the text does not hold."""

    def __init__(self, text: bytes, encoding: str, has_bom: bool = False) -> None:
        self._lines = LineIndex(text)
        self._codec = encoding if encoding == "utf-8" else f"{encoding}-le"
        self._width = _WIDTHS[encoding]
        self._shift = self._units("\ufeff") if has_bom else 0

    def position(self, place: Position) -> types.Position:
        """Returns a place in the editor's units."""
        line = self._lines.line(place.line)
        character = self._units(line[: place.column - 1]) + max(0, place.column - 1 - len(line))
        return types.Position(place.line - 1, character + self._shift_of(place.line))

    def range(self, start: Position, end: Position) -> types.Range:
        """Returns the range between two places."""
        return types.Range(self.position(start), self.position(end))

    def byte_range(self, at: ByteRange) -> types.Range:
        """Returns a range of bytes of the text as the editor counts it."""
        return self.range(self._lines.position(at.start), self._lines.position(at.end))

    def place(self, position: types.Position) -> Position:
        """Returns the line and column of an editor's position; the end of the line if there is no such column."""
        line, number = self._lines.line(position.line + 1), position.line + 1
        units = max(0, position.character - self._shift_of(number))
        before = line.encode(self._codec, "replace")[: units * self._width].decode(self._codec, "ignore")
        return Position(number, len(before) + 1)

    def line(self, number: int) -> str:
        """Returns the text of a 1-based line without its line end; empty past the last line."""
        return self._lines.line(number)

    def _units(self, text: str) -> int:
        return len(text.encode(self._codec, "replace")) // self._width

    def _shift_of(self, line: int) -> int:
        return self._shift if line == 1 else 0
