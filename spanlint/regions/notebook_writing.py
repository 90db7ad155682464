"""Writes the code of cells back into the JSON of their notebook. Offsets are in bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from spanlint.regions.notebook_json import Cell, decoded, read_notebook
from spanlint.text.edits import Edit, apply

_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_RAW_LINE = re.compile(rb"(?:[^\\]|\\[^n])*?(?:\\n|\Z)", re.DOTALL)


def with_codes(data: bytes, codes: Sequence[tuple[int, bytes]]) -> bytes:
    """Returns the JSON of a notebook in which cells, given by their numbers, have other code in UTF-8.

    Lines of a cell that stay the same keep their bytes, and so does all that is not the source of such a cell.
    """
    cells = {cell.number: cell for cell in read_notebook(data).cells}
    keeps_unicode = not data.isascii() or rb"\u" not in data
    edits = (
        Edit(cells[number].at, _written(data, cells[number], code, keeps_unicode))
        for number, code in codes
        if cells[number].code != code
    )
    return apply(data, edits)


def _written(data: bytes, cell: Cell, code: bytes, keeps_unicode: bool) -> bytes:
    known = dict(_raw_lines(data, cell))
    lines = [known.get(line) or escaped(line, keeps_unicode) for line in _LINE.findall(code)]
    if not data.startswith(b"[", cell.at.start):
        return b'"' + b"".join(lines) + b'"'
    before, between, after = _layout(data, cell)
    return b"[" + before + between.join(b'"' + line + b'"' for line in lines) + after + b"]"


def _raw_lines(data: bytes, cell: Cell) -> Iterator[tuple[bytes, bytes]]:
    """Yields the lines of a cell, each with its bytes in the JSON, but for a line in several strings."""
    for piece in cell.pieces:
        for raw in _RAW_LINE.findall(data[piece.at.start : piece.at.end]):
            yield decoded(raw), raw


def escaped(text: bytes, keeps_unicode: bool) -> bytes:
    """Returns a text as it is between the quotes of a JSON string."""
    return json.dumps(text.decode(), ensure_ascii=not keeps_unicode)[1:-1].encode()


def _layout(data: bytes, cell: Cell) -> tuple[bytes, bytes, bytes]:
    """Returns what is before, between and after the strings of a list."""
    first, last = cell.pieces[0].at, cell.pieces[-1].at
    before, after = data[cell.at.start + 1 : first.start - 1], data[last.end + 1 : cell.at.end - 1]
    if len(cell.pieces) > 1:
        return before, data[first.end + 1 : cell.pieces[1].at.start - 1], after
    return before, b"," + (before or b" "), after


def offset_in_json(data: bytes, cell: Cell, offset: int, is_end: bool) -> int:
    """Returns where a byte of a cell's code is in the JSON. Between two strings, that is the end of the first one for
    the end of a range, and else the start of the second one."""
    for piece in cell.pieces:
        is_last = piece is cell.pieces[-1]
        if offset < len(piece.text) or (offset == len(piece.text) and (is_end or is_last)):
            return piece.at.start + _raw_offset(data[piece.at.start : piece.at.end], offset)
        offset -= len(piece.text)
    return cell.at.start


def _raw_offset(raw: bytes, offset: int) -> int:
    """Returns where a byte of the text of a JSON string is between its quotes."""
    for match in _CHARACTERS.finditer(raw):
        length = len(match[0]) if match[0][:1] != b"\\" else len(decoded(match[0]))
        if offset < length:
            return match.start() + (offset if match[0][:1] != b"\\" else 0)
        offset -= length
    return len(raw)


_CHARACTERS = re.compile(rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|[^\\]+", re.DOTALL)
