"""One trace: its spans, and which of them have no parent or lost it."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from spanlint.lean.records import Record
from spanlint.trace.model.derivations import holding
from spanlint.trace.model.records import Origin, SpanRecord, is_remote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from spanlint.trace.model.settings import TraceSettings


_HALF = 16  # digits
_ZEROS = "0" * _HALF
_ENOUGH = 3  # parents that tell how long others run
_UNTIL_EXPORTED = 10_000_000_000  # nanoseconds from a span's end to its export: a batch waits for 5 s
_ROUNDED = 1_000_000  # nanoseconds by which JavaScript's times are off, as each span starts at a whole millisecond
_trace, _start, _start_and_id = attrgetter("trace"), attrgetter("start"), attrgetter("start", "id")
_content = attrgetter("start", "id", "name", "parent", "end", "kind")


class Trace(Record):
    """The spans of one trace, each once, by their start.

    `by_id` has the first span of each id. `unordered` are the spans whose parent is in the trace and does not start
    first, each with the parent, `backward` the spans that end before they start, and `last` is when the last of the
    spans ended. `roots` name no parent, `lost` one that is not in the trace. `sessions`
    are the ids that its spans name, in order, each with the way by which the trace's id is derived from it, or with "".
    `below_unexported_root` are the lost spans whose parent is never exported by design: the root of a session's trace.
    `twin` is the id of a trace that ends with the same 16 digits, if those before are zeros in this one alone. `size`
    is the number of all spans. A trace that is too large to be held (spanlint/trace/judging/large_traces.py) has little
    more than the spans at its top, and no pairs; `more` counts the others by origin and name: all of them, those
    without a parent, and those that lost theirs.
    """

    id: str
    spans: tuple[SpanRecord, ...]
    by_id: Mapping[str, SpanRecord]
    unordered: Sequence[tuple[SpanRecord, SpanRecord]]
    backward: Sequence[SpanRecord]
    last: int
    roots: tuple[SpanRecord, ...]
    lost: tuple[SpanRecord, ...]
    sessions: Mapping[str, str]
    below_unexported_root: tuple[SpanRecord, ...]
    origins: Sequence[Origin]
    size: int
    twin: str = ""
    more: Mapping[tuple[int, str], Sequence[int]] = {}

    def service(self, span: SpanRecord) -> str:
        """Returns the service that made a span."""
        return self.origins[span.origin].service

    def parent(self, span: SpanRecord) -> SpanRecord | None:
        """Returns the parent of a span, if it is in the trace."""
        return self.by_id.get(span.parent) if span.parent else None

    def pairs(self) -> Iterator[tuple[SpanRecord, SpanRecord]]:
        """Yields each span whose parent is in the trace, with the parent; none of a trace too large to be held."""
        for span in self.spans if self.size == len(self.spans) else ():
            above = self.parent(span)
            if above is not None:
                yield span, above

    def is_one_clock(self, span: SpanRecord, parent: SpanRecord) -> bool:
        """Whether the times of a span and its parent are those of one process, and no backend has moved them."""
        mine, theirs = self.origins[span.origin], self.origins[parent.origin]
        is_one_process = (mine.service, mine.instance) == (theirs.service, theirs.instance) and not is_remote(span)
        return is_one_process and not mine.has_adjusted_times

    def orphans(self) -> Sequence[SpanRecord]:
        """Returns the spans that lost a parent of their own process, but for a root that is unexported by design."""
        by_design = self.below_unexported_root
        if len(by_design) == len(self.lost):
            return ()
        parent = by_design[0].parent if by_design else None
        return [span for span in self.lost if span.parent != parent and not is_remote(span)]

    def lost_for_good(self, end: int, grace: int) -> Sequence[SpanRecord]:
        """Returns those of the orphans whose parent no longer runs at the end of the export, in nanoseconds.

        It does not if nothing below it ran for a time of grace, if all that did ran within a root of the trace, which
        has ended, or if it then outlives what is below it by far more than any other parent of such spans.
        """
        orphans = self.orphans()
        if self.last <= end - grace:
            return orphans
        below: dict[str, list[SpanRecord]] = {}
        for span in orphans:
            below.setdefault(span.parent, []).append(span)
        over = {parent for parent, spans in below.items() if self._is_over(spans, end, grace)}
        return [span for span in orphans if span.parent in over]

    def _is_over(self, siblings: Sequence[SpanRecord], end: int, grace: int) -> bool:
        """Whether the parent that some spans lost has ended."""
        first, last = siblings[0].start, max(max(span.start, span.end) for span in siblings)
        is_below_root = any(root.start - _ROUNDED <= first and last <= root.end + _ROUNDED for root in self.roots)
        if last <= end - grace or is_below_root:
            return True
        names = {span.name for span in siblings}
        longer = [parent.end - span.end for span, parent in self.pairs() if span.name in names]
        return len(longer) >= _ENOUGH and last + max(0, *longer) <= end - min(grace, _UNTIL_EXPORTED)

    def is_derived(self) -> bool:
        """Whether the trace's id is derived from that of one of its sessions."""
        return any(self.sessions.values())


def _below_unexported_root(lost: Sequence[SpanRecord]) -> tuple[SpanRecord, ...]:
    """Returns the spans below the root that is never exported by design: that of a session's derived trace.

    It is the missing parent with the most children, and of several the one whose first child starts first.
    """
    return most_siblings([span for span in lost if not is_remote(span)])


def most_siblings(spans: Iterable[SpanRecord]) -> tuple[SpanRecord, ...]:
    """Returns those of some spans, in order of their start, that share a parent: the one that most of them have."""
    children: dict[str, list[SpanRecord]] = {}
    for span in spans:
        children.setdefault(span.parent, []).append(span)
    largest = max(children.values(), key=_weight, default=[])
    return tuple(largest)


def traces_of(
    spans: Iterable[SpanRecord],
    origins: Sequence[Origin],
    settings: TraceSettings,
    twins: Mapping[str, str] | None = None,
) -> Iterator[Trace]:
    """Yields the traces that the spans belong to, by their ids."""
    by_trace: dict[str, list[SpanRecord]] = {}
    for trace, run in groupby(spans, _trace):  # spans of one trace often follow each other
        found = by_trace.get(trace)
        if found is None:
            by_trace[trace] = list(run)
        else:
            found += run
    twins = twins_of(by_trace) if twins is None else twins
    for trace in sorted(by_trace):
        found = by_trace.pop(trace)
        yield trace_of(trace, found, origins, settings, twins.get(trace, ""))


def twins_of(ids: Collection[str]) -> dict[str, str]:
    """Returns the trace that each trace was cut off from, which has the same lower half."""
    cut = [trace for trace in ids if trace.startswith(_ZEROS)]
    if not cut:
        return {}
    whole = {trace[_HALF:]: trace for trace in ids if not trace.startswith(_ZEROS)}
    return {trace: whole[trace[_HALF:]] for trace in cut if trace[_HALF:] in whole}


def trace_of(
    trace: str, spans: list[SpanRecord], origins: Sequence[Origin], settings: TraceSettings, twin: str = ""
) -> Trace:
    """Returns the trace of these spans, each once: a batch may have been sent twice. Their order means nothing."""
    if len(spans) > 1:
        spans.sort(key=_start)
    by_id = {span.id: span for span in spans}
    if len(by_id) < len(spans):
        spans.sort(key=_content)
        by_id = {span.id: span for span in reversed(spans)}
        spans = list(_without_repeated(spans))
    found = made_of(trace, arranged(spans, by_id), origins, settings)
    return found._replace(twin=twin) if twin else found


class Arrangement(Record):
    """The spans of a trace, and what of them a Trace has under the same names; `sessions` are the ids alone."""

    spans: Sequence[SpanRecord]
    by_id: Mapping[str, SpanRecord]
    unordered: Sequence[tuple[SpanRecord, SpanRecord]]
    backward: Sequence[SpanRecord]
    last: int
    roots: Sequence[SpanRecord]
    lost: Sequence[SpanRecord]
    sessions: Iterable[str]


def arranged(spans: Sequence[SpanRecord], by_id: Mapping[str, SpanRecord]) -> Arrangement:
    """Returns how these spans, which are sorted by their start, lie in their trace; those that start together are then
    in the order of their ids."""
    unordered = list[tuple[SpanRecord, SpanRecord]]()
    roots, lost, backward = list[SpanRecord](), list[SpanRecord](), list[SpanRecord]()
    sessions, session, last, find = dict[str, None](), "", spans[-1].start, by_id.get
    before, earlier = spans[0], -1
    for span in spans:
        start, end, parent = span.start, span.end, span.parent
        if start == earlier and span.id < before.id:  # to sort all spans by both takes twice the time
            return arranged(sorted(spans, key=_start_and_id), by_id)
        before, earlier = span, start
        if end > last:
            last = end
        elif end < start and end:
            backward.append(span)
        if span.session != session:
            session = span.session
            sessions[session] = None
        if not parent:
            roots.append(span)
            continue
        above = find(parent)
        if above is None:
            lost.append(span)
        elif above.start >= start:
            unordered.append((span, above))
    sessions.pop("", None)
    return Arrangement(spans, by_id, unordered, backward, last, roots, lost, sessions)


def made_of(trace: str, found: Arrangement, origins: Sequence[Origin], settings: TraceSettings) -> Trace:
    """Returns the trace of these spans."""
    spans, by_id, unordered, backward, last, roots, lost, sessions = found
    derived = {session: holding(settings.derivations, trace, session) for session in sessions}
    by_design = _below_unexported_root(lost) if lost and any(derived.values()) else ()
    top = tuple(roots), tuple(lost), derived, by_design
    return Trace(trace, tuple(spans), by_id, unordered, backward, last, *top, origins, len(spans))


def _weight(siblings: list[SpanRecord]) -> tuple[int, int, str]:
    return len(siblings), -siblings[0].start, siblings[0].parent


def _without_repeated(spans: list[SpanRecord]) -> Iterator[SpanRecord]:
    seen: set[tuple[object, ...]] = set()
    for span in spans:
        content = (span.id, span.parent, span.name, span.kind, span.start, span.end, span.origin)
        if content not in seen:
            seen.add(content)
            yield span
