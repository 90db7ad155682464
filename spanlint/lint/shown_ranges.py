"""Where a range of a source's text is for people: in the file, or in a cell of a notebook."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.findings import CellPlace
from spanlint.text.source import ByteRange, LineIndex, Position, Source
from spanlint.text.suffixes import is_notebook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.regions.cells import CellIndex


class ShownRange(Record):
    """A range as a `Diagnostic` has it: in a notebook, `start` and `end` are in `cell`."""

    start: Position
    end: Position
    cell: CellPlace | None = None


class RangeIndex:
    """The ranges of one source."""

    def __init__(self, source: Source) -> None:
        self._lines = LineIndex(source.shown)
        self._cells = cells_of(source)

    def shown(self, at: ByteRange) -> ShownRange:
        """Returns where a range of the source's text is."""
        start, end = self._lines.position(at.start), self._lines.position(at.end)
        return ShownRange(start, end) if self._cells is None else ShownRange(*self._cells.in_cell(start, end))


def cells_of(source: Source) -> CellIndex | None:
    """Returns the cells of a notebook's source; None for any other source."""
    if not is_notebook(source.path):
        return None
    from spanlint.regions.cells import CellIndex

    return CellIndex(source)
