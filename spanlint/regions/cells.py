"""The cells of a notebook in its diagnostics: which cell a place is in, and where it is in the JSON on disk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from spanlint.lean.records import Record
from spanlint.model.findings import CellPlace, Diagnostic, DiffLine, RelatedPlace, WrittenEdit, WrittenFix
from spanlint.regions.notebook_json import Cell
from spanlint.regions.notebook_writing import escaped, offset_in_json
from spanlint.regions.reading import judged_cells, notebook_of
from spanlint.text.source import LineIndex, Position, Source


class _Place(Record):
    """A place in a cell: the cell, where its code begins in the source, the line and column in it, and the offset of
    the place from the start of its code, in bytes."""

    cell: Cell
    position: Position
    offset: int


class CellIndex:
    """The cells of one notebook's source, found by a line and column of its text."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines = LineIndex(source.whole)
        self._cells = judged_cells(notebook_of(source))
        self._firsts = [self._lines.position(region.start).line for region in source.regions]
        self._json = source.original[len(source.bom) :]
        self._json_lines = LineIndex(self._json)
        self._keeps_unicode = not self._json.isascii() or rb"\u" not in self._json

    def in_cells(self, diagnostic: Diagnostic) -> Diagnostic:
        """Returns a diagnostic of the whole text with the places that it has in the cells."""
        start, end, cell = self.in_cell(diagnostic.start, diagnostic.end)
        return diagnostic._replace(
            start=start,
            end=end,
            related=tuple(map(self._related, diagnostic.related)),
            fixes=tuple(map(self._fix, diagnostic.fixes)),
            cell=cell,
        )

    def in_cell(self, first: Position, last: Position) -> tuple[Position, Position, CellPlace]:
        """Returns where a range of the whole text starts and ends in its cell, and its cell."""
        start, end = self._place(first), self._place(last)
        cell = CellPlace(start.cell.number, self._on_disk(start, False), self._on_disk(end, True))
        return start.position, end.position, cell

    def names(self, positions: Iterable[Position]) -> str:
        """Returns the lines of some places as people name them: `line 3 of cell 2`."""
        places = sorted({(place.cell.number, place.position.line) for place in map(self._place, positions)})
        shown = [f"line {line} of cell {cell}" for cell, line in places[:5]]
        return ", ".join((*shown, "...") if len(places) > 5 else shown)

    def _place(self, at: Position) -> _Place:
        number = max(bisect_right(self._firsts, at.line) - 1, 0)
        before = self._lines.line(at.line)[: at.column - 1].encode()
        offset = self._lines.start(at.line) + len(before) - self._source.regions[number].start
        position = Position(at.line - self._firsts[number] + 1, at.column)
        return _Place(self._cells[number], position, min(offset, len(self._cells[number].code)))

    def _on_disk(self, place: _Place, is_end: bool) -> Position:
        return self._json_lines.position(offset_in_json(self._json, place.cell, place.offset, is_end))

    def _related(self, related: RelatedPlace) -> RelatedPlace:
        if related.path:
            return related
        place = self._place(related.position)
        at = self._on_disk(place, False)
        return related._replace(position=place.position, cell=CellPlace(place.cell.number, at, at))

    def _fix(self, fix: WrittenFix) -> WrittenFix:
        return fix._replace(edits=tuple(map(self._edit, fix.edits)), diff=tuple(map(self._diff_line, fix.diff)))

    def _edit(self, edit: WrittenEdit) -> WrittenEdit:
        """Returns an edit of the JSON, in which the new text is a part of a string."""
        is_insertion = edit.start == edit.end
        first, last = self._place(edit.first), self._place(edit.last)
        start = offset_in_json(self._json, first.cell, first.offset, False)
        end = start if is_insertion else offset_in_json(self._json, last.cell, last.offset, True)
        text = escaped(edit.text.encode(), self._keeps_unicode).decode()
        return WrittenEdit(start, end, text, self._json_lines.position(start), self._json_lines.position(end))

    def _diff_line(self, line: DiffLine) -> DiffLine:
        if not line.number:
            return line
        return line._replace(number=line.number - self._firsts[max(bisect_right(self._firsts, line.number) - 1, 0)] + 1)
