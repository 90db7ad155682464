"""The trees of a session in the terminal: as they are, and as they would be, side by side where there is room."""

from __future__ import annotations

from spanlint.report.colors import paint
from spanlint.report.escape import visible
from spanlint.report.frame import columns
from spanlint.trace.model.durations import shown_time
from spanlint.trace.model.faults import shortened
from spanlint.trace.model.outcome import GHOST, MOVED, STRAY, SessionPicture, TraceTree, TreeRow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spanlint.report.colors import Style

MAX_ROWS = 12
SIDE_BY_SIDE = 100
"""The fewest columns of a terminal for two trees beside each other."""

_STYLES: dict[str, Style] = {STRAY: "red", MOVED: "green", GHOST: "yellow"}
_MARK = "  <-"
_GAP = 3


def tree_lines(picture: SessionPicture, width: int, color: int, limit: int | None = MAX_ROWS) -> Iterator[str]:
    """Yields the lines of a picture; at most `limit` rows a side, None for all."""
    before = list(_side(picture.before, picture.before_count, limit))
    if not any(row.state == STRAY for tree in picture.before for row in tree.rows):
        yield f"{_title(picture)}:"
        yield from (_painted(row, color) for row in before)
        return
    after = list(_side(picture.after, picture.after_count, limit))
    heads = f"as it is: {_traces(picture.before_count)}", f"as it would be: {_traces(picture.after_count)}"
    room = (width - _GAP) // 2
    if width < SIDE_BY_SIDE or any(columns(text) > room for text, _ in (*before, *after)):
        yield f"{_title(picture)}, {heads[0]}"
        yield from (_painted(row, color) for row in before)
        yield heads[1]
        yield from (_painted(row, color) for row in after)
        return
    rows = [(f"{_title(picture)}, {heads[0]}", ""), *before], [(heads[1], ""), *after]
    if columns(rows[0][0][0]) > room:
        yield f"{_title(picture)}:"
        rows[0][0] = (heads[0], "")
    for number in range(max(map(len, rows))):
        left, right = (side[number] if number < len(side) else ("", "") for side in rows)
        yield f"{_painted(left, color)}{' ' * (room - columns(left[0]) + _GAP)}{_painted(right, color)}".rstrip()


def _title(picture: SessionPicture) -> str:
    if picture.session:
        return f"session {visible(picture.session)}"
    return f"trace {picture.before[0].trace_id}" if picture.before else "trace"


def _traces(count: int) -> str:
    return "1 trace" if count == 1 else f"{count:,} traces"


def _side(trees: Sequence[TraceTree], count: int, limit: int | None) -> Iterator[tuple[str, str]]:
    """Yields the rows of one side, each with its state. Every trace gets its share of the rows."""
    left = limit if limit is not None else sum(len(tree.rows) for tree in trees)
    for number, tree in enumerate(trees):
        share = max(1, left // (len(trees) - number))
        shown = tree.rows[:share] if len(tree.rows) > share else tree.rows
        is_alone = len(tree.rows) == 1 and count > 1
        for row in shown:
            yield (
                f"   {_text(row)}{'   alone in its trace' if is_alone else ''}{_MARK if row.is_marked else ''}",
                row.state,
            )
        hidden = len(tree.rows) - len(shown) + tree.left_out
        if hidden:
            yield f"   ... {hidden:,} more", ""
        left = max(1, left - len(shown))
    if count > len(trees):
        more = count - len(trees)
        yield f"   ... {more:,} more {'trace' if more == 1 else 'traces'} like {'this' if more == 1 else 'these'}", ""


def _text(row: TreeRow) -> str:
    name = visible(shortened(row.name))
    lasted = f"  {shown_time(row.end - row.start)}" if row.start and row.end >= row.start else ""
    return f"{'|  ' * (row.depth - 1)}{'+- ' if row.depth else ''}{name}{lasted}"


def _painted(row: tuple[str, str], color: int) -> str:
    text, state = row
    return paint(text, _STYLES[state], color) if state in _STYLES else text
