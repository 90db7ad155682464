"""Where an editor shows a place of a judged file: in the one document, or in that of a cell of a notebook."""

from __future__ import annotations

from lsprotocol import types

from spanlint.lint.shown_ranges import RangeIndex
from spanlint.model.findings import CellPlace
from spanlint.server.buffers import BOM, Buffer
from spanlint.server.places import EditorPlaces
from spanlint.text.source import ByteRange, Position, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.lint.shown_ranges import ShownRange


class Documents:
    """The documents of one buffer, whose editor counts columns in `encoding`."""

    def __init__(self, buffer: Buffer, encoding: str) -> None:
        self._buffer = buffer
        self._encoding = encoding
        self._places: dict[str, EditorPlaces] = {}
        self._ranges: dict[int, RangeIndex] = {}  # by the identity of a source, all of which are kept meanwhile

    def location(self, start: Position, end: Position, cell: CellPlace | None) -> types.Location:
        """Returns where a range of a `Diagnostic`, or of one of its related places, is shown."""
        cells = self._buffer.cells
        if cells:
            uri = cells[cell.number - 1 if cell is not None else 0].uri
            return types.Location(uri, self.places(uri).range(start, end))
        if cell is not None:
            start, end = cell.start, cell.end
        return types.Location(self._buffer.uri, self.places(self._buffer.uri).range(start, end))

    def location_in(self, source: Source, at: ByteRange) -> types.Location:
        """Returns where a range of the text of one of the buffer's sources is shown."""
        return self.location(*self.shown(source, at))

    def shown(self, source: Source, at: ByteRange) -> ShownRange:
        """Returns the lines and columns of a range of the text of one of the buffer's sources."""
        if id(source) not in self._ranges:
            self._ranges[id(source)] = RangeIndex(source)
        return self._ranges[id(source)].shown(at)

    def places(self, uri: str) -> EditorPlaces:
        """Returns the places of one document. Raises KeyError if it is not one of the buffer's."""
        if uri not in self._places:
            self._places[uri] = self._places_of(uri)
        return self._places[uri]

    def _places_of(self, uri: str) -> EditorPlaces:
        if not self._buffer.cells:
            return EditorPlaces(self._buffer.data(), self._encoding, self._buffer.text.startswith(BOM))
        text = {cell.uri: cell.text for cell in self._buffer.cells}[uri]
        return EditorPlaces(text.encode("utf-8", "replace"), self._encoding)
