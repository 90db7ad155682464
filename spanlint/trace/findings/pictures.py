"""The trees of example sessions: as they are, and as they would be if every span were in its session's trace."""

from __future__ import annotations

from spanlint.trace.findings.trees import tree_of
from spanlint.trace.model.outcome import MOVED, STRAY, SessionPicture, TraceTree
from spanlint.trace.model.traces import trace_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from spanlint.trace.model.faults import FaultTally, SpanFault
    from spanlint.trace.model.records import Origin, SpanRecord
    from spanlint.trace.model.settings import TraceSettings
    from spanlint.trace.model.traces import Trace
    from spanlint.trace.storage.buckets import Buckets
    from spanlint.trace.storage.session_store import SessionStore
    from spanlint.trace.storage.shared_folder import FolderBuckets, FolderStore

_MAX_TRACES = 1000  # of one session


class Painter:
    """Draws sessions from what has been read, but for the traces that are too `large` to be held."""

    def __init__(
        self,
        buckets: Buckets | FolderBuckets,
        store: SessionStore | FolderStore,
        origins: Sequence[Origin],
        settings: TraceSettings,
        large: Collection[str] = (),
    ) -> None:
        self._buckets = buckets
        self._store = store
        self._origins = origins
        self._settings = settings
        self._large = large

    def pictures(self, tallies: Sequence[FaultTally], numbers: Iterable[int]) -> tuple[SessionPicture, ...]:
        """Returns a picture for each of the findings at these indexes: an example of its faults."""
        chosen = [(number, tallies[number].examples()[0]) for number in numbers]
        wanted = {number: self._trace_ids(example) for number, example in chosen}
        by_id = self.traces({trace for traces in wanted.values() for trace in traces})
        return tuple(
            self._picture(number, example, [by_id[trace] for trace in wanted[number] if trace in by_id])
            for number, example in chosen
            if not by_id.keys().isdisjoint(wanted[number])
        )

    def asked(self, session: str, trace: str) -> tuple[SessionPicture, ...]:
        """Returns the picture of a session or of one trace as it is; none if there is no such thing."""
        ids = [part.trace for part in self._store.session(session, self._origins).traces[:_MAX_TRACES]]
        found = self.traces([trace] if trace else ids)
        trees = tuple(tree_of(found[own], {}) for own in sorted(found))
        return (SessionPicture(-1, session, trees, trees, 0, len(trees), len(trees)),) if trees else ()

    def traces(self, ids: Iterable[str]) -> dict[str, Trace]:
        """Returns the traces of some ids."""
        found: dict[str, list[SpanRecord]] = {}
        by_bucket: dict[int, set[str]] = {}
        for trace in {trace for trace in ids if trace not in self._large}:
            by_bucket.setdefault(self._buckets.number_of(trace), set()).add(trace)
        for number in sorted(by_bucket):
            for span in self._buckets.spans_of(number, by_bucket[number]):
                found.setdefault(span.trace, []).append(span)
        return {trace: trace_of(trace, spans, self._origins, self._settings) for trace, spans in found.items()}

    def _trace_ids(self, example: SpanFault) -> list[str]:
        """Returns the ids of the session's traces, its own first; those of the example if it has no session."""
        if not example.session:
            return [example.span.trace] if example.span.trace else []
        traces = self._store.session(example.session, self._origins).traces[:_MAX_TRACES]
        first = (example.home, example.span.trace)
        return list(dict.fromkeys((*(trace for trace in first if trace), *(trace.trace for trace in traces))))

    def _picture(self, number: int, example: SpanFault, traces: list[Trace]) -> SessionPicture:
        strays = [trace for trace in traces if example.home and trace.id != example.home and _is_stray(trace, example)]
        stray_ids = {trace.id for trace in strays}
        states = {root.id: STRAY for trace in strays for root in trace.roots}
        marked = set(states) or {example.span.id}
        before = {trace.id: tree_of(trace, states, marked=marked) for trace in traces}
        moved = [span for trace in strays for span in trace.spans]
        after = [
            tree_of(trace, dict.fromkeys(states, MOVED), moved if trace.id == example.home else (), marked)
            for trace in traces
            if trace.id not in stray_ids
        ]
        shown, alike = _without_alike([before[trace.id] for trace in traces])
        session = example.session or example.span.session
        return SessionPicture(number, session, shown, tuple(after[:10]), alike, len(before), len(after))


def _is_stray(trace: Trace, example: SpanFault) -> bool:
    """Whether a trace is of the kind that an example is: it has a root of the same name and service."""
    service = trace.origins[example.span.origin].service
    return any(root.name == example.span.name and trace.service(root) == service for root in trace.roots)


def _without_alike(trees: Sequence[TraceTree]) -> tuple[tuple[TraceTree, ...], int]:
    """Returns one tree of each shape, and how many are left out because another of their shape is there."""
    by_shape: dict[tuple[object, ...], TraceTree] = {}
    for tree in trees:
        shape = tuple((row.depth, row.name, row.state) for row in tree.rows)
        by_shape.setdefault(shape if len(shape) < 4 else (tree.trace_id,), tree)
    shown = list(by_shape.values())[:10]
    return tuple(shown), len(trees) - len(shown)
