"""The trees of a session as the page draws them: rows with a bar each, on one time axis for both sides."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.report.escape import visible
from spanlint.trace.findings.diagnostics import iso_time
from spanlint.trace.model.durations import shown_time
from spanlint.trace.model.outcome import GHOST, MOVED, STRAY, SessionPicture, TraceTree, TreeRow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_ROWS = 200
"""The rows of one side; the others are counted."""

_UNFOLDED = 24  # rows of a tree

_MAX_NAME = 100  # characters of a name
_MAX_DEPTH = 24  # levels of indentation
_TAGS = {STRAY: "left its session", MOVED: "moved here", GHOST: ""}


class DrawnRow(Record):
    """A row of a tree. `left` and `width` are those of its bar in percent of the time axis; empty if it has no bar."""

    depth: int
    name: str
    state: str
    tag: str
    left: str
    width: str
    lasted: str


class DrawnTree(Record):
    """One trace; `spans` counts its rows that are spans, shown or not, and `left_out` those that are not shown.

    `folded` are further rows, of a long tree.
    """

    trace_id: str
    spans: int
    rows: tuple[DrawnRow, ...]
    folded: tuple[DrawnRow, ...]
    left_out: int


class DrawnSide(Record):
    """The traces of a session, as they are or as they would be.

    `more` counts those that are not shown, which are like the first `like` ones.
    """

    title: str
    trees: tuple[DrawnTree, ...]
    more: int
    like: int


class Drawing(Record):
    """The picture of one example session, or of a trace without one. There is no other side if nothing moves."""

    number: int
    title: str
    code: str
    message: str
    axis: str
    sides: tuple[DrawnSide, ...]


class _Axis(Record):
    start: int
    length: int


def drawing(picture: SessionPicture, code: str, message: str) -> Drawing:
    """Returns the drawing of a picture; `code` and `message` are those of its finding."""
    rows = [
        row for tree in (*picture.before, *picture.after) for row in tree.rows if row.start and row.end >= row.start
    ]
    start = min((row.start for row in rows), default=0)
    axis = _Axis(start, max((row.end for row in rows), default=0) - start)
    has_strays = any(row.state == STRAY for tree in picture.before for row in tree.rows)
    sides = [_side(f"As it is: {_traces(picture.before_count)}", picture.before, picture.before_count, axis)]
    if has_strays:
        sides.append(_side(f"As it would be: {_traces(picture.after_count)}", picture.after, picture.after_count, axis))
    shown = (
        f"{iso_time(start)[:19].replace('T', ' ')} UTC, {shown_time(axis.length)} from left to right" if rows else ""
    )
    return Drawing(picture.finding, _title(picture), code, message, shown, tuple(sides))


def _title(picture: SessionPicture) -> str:
    if picture.session:
        return f"Session {_shortened(picture.session)}"
    return f"Trace {picture.before[0].trace_id}" if picture.before else "A trace"


def _side(title: str, trees: Sequence[TraceTree], count: int, axis: _Axis) -> DrawnSide:
    """Returns a side of at most MAX_ROWS rows. Every trace gets its share of them."""
    drawn, left = list[DrawnTree](), MAX_ROWS
    in_order = sorted(trees, key=lambda tree: not any(row.state == STRAY for row in tree.rows))  # what is wrong first
    for number, tree in enumerate(in_order):
        share = max(1, left // (len(trees) - number))
        rows = tuple(_rows(tree.rows[:share], axis))
        left = max(1, left - len(rows))
        left_out = len(tree.rows) - len(rows) + tree.left_out
        spans = sum(row.state != GHOST for row in tree.rows) + tree.left_out
        marked = next((number + 1 for number, row in enumerate(rows) if row.tag), 0)
        unfolded = max(marked, len(rows) if len(rows) <= _UNFOLDED + 3 else _UNFOLDED)
        drawn.append(DrawnTree(tree.trace_id, spans, rows[:unfolded], rows[unfolded:], left_out))
    strays = sum(any(row.state == STRAY for row in tree.rows) for tree in trees)
    return DrawnSide(title, tuple(drawn), max(0, count - len(trees)), strays or len(trees))


def _rows(rows: Sequence[TreeRow], axis: _Axis) -> Iterator[DrawnRow]:
    for row in rows:
        tag = _TAGS.get(row.state, "this one") if row.is_marked else ""
        name, depth = _shortened(row.name), min(row.depth, _MAX_DEPTH)
        if row.state == GHOST or not row.start or row.end < row.start or not axis.length:
            yield DrawnRow(depth, name, row.state, tag, "", "", "")
            continue
        left, width = row.start - axis.start, row.end - row.start
        percent = 100 / axis.length
        bar = f"{left * percent:.4g}", f"{width * percent:.4g}"
        yield DrawnRow(depth, name, row.state, tag, *bar, shown_time(width))


def _shortened(name: str) -> str:
    shown = visible(name[: _MAX_NAME + 1])
    return shown if len(shown) <= _MAX_NAME else f"{shown[:_MAX_NAME]}..."


def _traces(count: int) -> str:
    return "1 trace" if count == 1 else f"{count:,} traces"
