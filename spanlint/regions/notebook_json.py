"""The cells of a Jupyter notebook (nbformat 4), and where each is in its JSON. Offsets are in bytes.

The JSON is never written as a whole, so all of it but the code that is edited stays as it is, byte for byte.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import JSONDecodeError

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SPACE = re.compile(r"[ \t\n\r]*")
_FIRST_FORMAT = 4
_DECODER = json.JSONDecoder()


class NotebookError(Exception):
    """The file is no notebook that can be read; the message is one line without its name."""


class StringPiece(Record):
    """One JSON string of a cell's source, the range of what is between its quotes, and its text in UTF-8."""

    at: ByteRange
    text: bytes


class Cell(Record):
    """A cell that holds code. `number` counts all cells from 1; `at` is the range of its source, a string or a list of
    strings. `language` is that of the cell if it has one of its own, else empty."""

    number: int
    at: ByteRange
    pieces: tuple[StringPiece, ...]
    language: str = ""

    @property
    def code(self) -> bytes:
        """The text of the cell in UTF-8."""
        return b"".join(piece.text for piece in self.pieces)


class Notebook(Record):
    """The cells that hold code, and the name of their language in lower case."""

    cells: tuple[Cell, ...]
    language: str


def read_notebook(data: bytes) -> Notebook:
    """Returns the notebook in the UTF-8 bytes of a file. Raises NotebookError."""
    # In Latin-1, each byte is one character, so the offsets of the parser are those of the bytes.
    text = data.decode("latin-1")
    try:
        return _notebook(_Reader(text), data)
    except JSONDecodeError as error:
        raise NotebookError(f"not JSON (at line {error.lineno})") from None
    except UnicodeError:
        raise NotebookError("a cell holds half a surrogate pair") from None


def _notebook(reader: _Reader, data: bytes) -> Notebook:
    values: dict[str, Any] = {}
    cells: tuple[Cell, ...] | None = None
    if not reader.is_next("{"):
        reader.value()
        raise NotebookError("not a notebook: no JSON object")
    reader.expect("{")
    for key in reader.members():
        if key == "cells" and reader.is_next("["):
            cells = tuple(_cells(reader, data))
        else:
            values[key] = reader.value()
    version = values.get("nbformat")
    if isinstance(version, int) and version < _FIRST_FORMAT:
        raise NotebookError(f"notebook format {version}, older than {_FIRST_FORMAT}")
    if cells is None:
        raise NotebookError("not a notebook: no list of cells")
    return Notebook(cells, _language(values.get("metadata")))


def _language(metadata: object) -> str:
    """Returns the language that the metadata of a notebook name, in lower case; `python` if they name none."""
    known = metadata if isinstance(metadata, dict) else {}
    for table, key in (("language_info", "name"), ("kernelspec", "language")):
        value = known[table].get(key) if isinstance(known.get(table), dict) else None
        if isinstance(value, str) and value:
            return "python" if value.lower() == "ipython" else value.lower()
    return "python"


def _cells(reader: _Reader, data: bytes) -> Iterator[Cell]:
    reader.expect("[")
    for number, _ in enumerate(reader.items(), 1):
        if not reader.is_next("{"):
            reader.value()
            continue
        reader.expect("{")
        kind, metadata, at, pieces = None, None, ByteRange(0, 0), tuple[StringPiece, ...]()
        for key in reader.members():
            if key == "source":
                start = reader.position()
                pieces = _pieces(reader, data)
                at = ByteRange(start, reader.at)
            elif key == "cell_type":
                kind = reader.value()
            else:
                value = reader.value()
                metadata = value if key == "metadata" else metadata
        if kind == "code":
            yield Cell(number, at, pieces, _language_of_cell(metadata))


def _language_of_cell(metadata: object) -> str:
    """Returns the language that Visual Studio Code has given to a cell; empty if it has not."""
    editor = metadata.get("vscode") if isinstance(metadata, dict) else None
    language = editor.get("languageId") if isinstance(editor, dict) else None
    return language if isinstance(language, str) else ""


def _pieces(reader: _Reader, data: bytes) -> tuple[StringPiece, ...]:
    """Returns the strings of a source; none if it holds anything else."""
    if reader.is_next('"'):
        return (_piece(reader, data),)
    if not reader.is_next("["):
        reader.value()
        return ()
    reader.expect("[")
    pieces = [_piece(reader, data) if reader.is_next('"') else reader.value() for _ in reader.items()]
    return tuple(pieces) if all(isinstance(piece, StringPiece) for piece in pieces) else ()


def _piece(reader: _Reader, data: bytes) -> StringPiece:
    start = reader.position() + 1
    reader.string()
    at = ByteRange(start, reader.at - 1)
    return StringPiece(at, decoded(data[at.start : at.end]))


def decoded(raw: bytes) -> bytes:
    """Returns the text, in UTF-8, of what is between the quotes of a JSON string. Raises UnicodeError."""
    if b"\\" not in raw:
        return raw
    text: str = json.loads(b'"' + raw + b'"')
    return text.encode()


class _Reader:
    """Walks through JSON and keeps the place. All methods raise JSONDecodeError."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0

    def position(self) -> int:
        """Returns where the next thing begins that is not blank."""
        match = _SPACE.match(self._text, self.at)
        self.at = match.end() if match is not None else self.at
        return self.at

    def is_next(self, mark: str) -> bool:
        """Whether a mark comes next."""
        return self._text.startswith(mark, self.position())

    def expect(self, mark: str) -> None:
        """Go past a mark."""
        if not self.is_next(mark):
            raise JSONDecodeError(f"expected {mark}", self._text, self.at)
        self.at += len(mark)

    def string(self) -> str:
        """Returns a string, as if it were in Latin-1."""
        if not self.is_next('"'):
            raise JSONDecodeError("expected a string", self._text, self.at)
        return str(self.value())

    def value(self) -> Any:
        """Returns any value."""
        value, self.at = _DECODER.raw_decode(self._text, self.position())
        return value

    def members(self) -> Iterator[str]:
        """Yields the keys of an object that is open; the caller reads the value after each."""
        for _ in self._parts("}"):
            key = self.string()
            self.expect(":")
            yield key

    def items(self) -> Iterator[None]:
        """Yields before each value of a list that is open; the caller reads it."""
        return self._parts("]")

    def _parts(self, end: str) -> Iterator[None]:
        if not self.is_next(end):
            yield None
            while self.is_next(","):
                self.expect(",")
                yield None
        self.expect(end)
