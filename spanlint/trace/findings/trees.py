"""The spans of a trace as the rows of a tree, without recursion: a hostile trace may be 100,000 levels deep."""

from __future__ import annotations

from spanlint.trace.model.outcome import GHOST, PLAIN, TraceTree, TreeRow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from spanlint.trace.model.records import SpanRecord
    from spanlint.trace.model.traces import Trace

MAX_ROWS = 200
UNEXPORTED_ROOT, UNEXPORTED_PARENT = "(a root that was never exported)", "(a parent that was never exported)"


def tree_of(
    trace: Trace, states: Mapping[str, str], adopted: Sequence[SpanRecord] = (), marked: Iterable[str] = ()
) -> TraceTree:
    """Returns a trace as rows. `states` are those of single spans, by id; all below such a span has its state.

    `adopted` are the spans of other traces that belong into this one, and `marked` the ids of the spans to point at.
    """
    spans = sorted((*trace.spans, *adopted), key=lambda span: (span.start, span.id))
    ids = {span.id for span in spans}
    home = _parent_at_top(trace)
    children: dict[str, list[SpanRecord]] = {}
    for span in spans:
        parent = span.parent if span.parent or span.trace == trace.id else home
        children.setdefault(parent, []).append(span)
    ghosts = sorted(
        (parent for parent in children if parent and parent not in ids),
        key=lambda parent: (parent != home, children[parent][0].start, parent),
    )
    rows, seen = list[TreeRow](), set[str]()
    for ghost in ghosts:
        name = UNEXPORTED_ROOT if ghost == home and trace.is_derived() else UNEXPORTED_PARENT
        rows.append(TreeRow(0, name, "", 0, 0, GHOST, ghost))
        _walk(trace, children, children[ghost], 1, states, rows, seen, frozenset(marked))
    _walk(trace, children, children.get("", ()), 0, states, rows, seen, frozenset(marked))
    for span in spans if len(seen) < len(spans) and len(rows) < MAX_ROWS else ():
        if span.id not in seen:  # of a circle
            _walk(trace, children, (span,), 0, states, rows, seen, frozenset(marked))
    total = len(spans) + len(ghosts)
    return TraceTree(trace.id, tuple(rows[:MAX_ROWS]), max(0, total - MAX_ROWS))


def _parent_at_top(trace: Trace) -> str:
    """Returns the id of the parent that the spans at the top of a trace name; empty if they name none."""
    by_design = trace.below_unexported_root
    if by_design:
        return by_design[0].parent
    if len(trace.roots) == 1:
        return trace.roots[0].id
    parents = {span.parent for span in trace.lost}
    return parents.pop() if len(parents) == 1 and not trace.roots else ""


def _walk(
    trace: Trace,
    children: Mapping[str, Sequence[SpanRecord]],
    tops: Sequence[SpanRecord],
    depth: int,
    states: Mapping[str, str],
    rows: list[TreeRow],
    seen: set[str],
    marked: frozenset[str],
) -> None:
    pending = [(span, depth, PLAIN) for span in reversed(tops)]
    while pending and len(rows) <= MAX_ROWS:
        span, level, above = pending.pop()
        if span.id in seen:
            continue
        seen.add(span.id)
        state = states.get(span.id, above)
        service = trace.service(span)
        rows.append(TreeRow(level, span.name, service, span.start, span.end, state, span.id, span.id in marked))
        pending += [(child, level + 1, state) for child in reversed(children.get(span.id, ()))]
