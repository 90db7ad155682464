"""The spans of each name, counted: how many have a parent, are alone in their trace, or lost their parent."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter

from spanlint.trace.model.name_folding import MAX_FOLD, folded
from spanlint.trace.model.records import CALLED, CALLING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spanlint.trace.model.records import Origin, SpanRecord
    from spanlint.trace.model.traces import Trace

MAX_NAMES = 100_000
"""Of more names than that, those that differ in little count as one (spanlint/trace/model/name_folding.py)."""

_MAX_WAITING = 4096  # spans that are counted together: so most of the work is done in C
_COUNTS = ("count", "root_count", "bare_roots", "called_roots", "lone", "lost", "orphans", "split")
_origin_and_name = attrgetter("origin", "name")


def bare_roots_of(trace: Trace, roots: Sequence[SpanRecord]) -> Sequence[SpanRecord]:
    """Returns those of some roots that name no span of another trace in place of a parent, are no calls of themselves
    (no span of the same name has a parent), and call no other process, as timers and a program's start do, too."""
    roots = [span for span in roots if not span.links and span.kind not in CALLING]
    if not roots or trace.size == 1:
        return roots
    if len(roots) == 1 and not trace.more:  # as in most traces
        name = roots[0].name
        for span in trace.spans:
            if span.name == name and span.parent:
                return []
        return roots
    below = {span.name for span in trace.spans if span.parent}
    below.update(name for (_, name), (count, roots_of_name, _) in trace.more.items() if count > roots_of_name)
    return [span for span in roots if span.name not in below]


class NameTally:
    """The counts of the spans of one name, of one scope of one service.

    `called_roots` counts those without a parent that another process called, and `bare_roots` those of the other ones
    that are no calls of themselves (`bare_roots_of`).
    `lost` counts those whose parent is missing, but for a session's root that is unexported by design, and `orphans`
    those of them that should have one (`Trace.orphans`).
    `split` counts those that left their session's trace, and `split_traces` are some of the traces that they are in.
    """

    __slots__ = ("name", "scope", "service", "split_traces", *_COUNTS)

    def __init__(self, service: str, scope: str, name: str) -> None:
        self.service, self.scope, self.name = service, scope, name
        self.count = self.root_count = self.bare_roots = self.called_roots = self.lone = self.split = 0
        self.lost = self.orphans = 0
        self.split_traces: set[str] | tuple[()] = ()

    def note_split(self, trace: str) -> None:
        """Count a span that left its session's trace, and lies in this one."""
        self.split += 1
        if not self.split_traces:
            self.split_traces = set()
        if len(self.split_traces) < MAX_NAMES:
            self.split_traces.add(trace)

    def merge(self, other: NameTally) -> None:
        """Add the spans that were counted elsewhere."""
        for count in _COUNTS:
            setattr(self, count, getattr(self, count) + getattr(other, count))
        if other.split_traces:
            self.split_traces = {*self.split_traces, *other.split_traces}


class NameTallies:
    """The counts of every name. `origins` are those of the run, and `fold` is how far names are folded: as far as there
    are too many of them, in whatever order they come."""

    def __init__(self, origins: Sequence[Origin]) -> None:
        self.fold = 0
        self._origins = origins
        self._by_scope: dict[tuple[str, str], dict[str, NameTally]] = {}
        self._by_origin: dict[int, dict[str, NameTally]] = {}
        self._size = 0
        self._waiting: list[SpanRecord] = []

    def add_trace(self, trace: Trace) -> None:
        """Count the spans of a trace."""
        self._waiting += trace.spans
        if len(self._waiting) >= _MAX_WAITING:
            self.settle()
        if trace.roots:
            self._add_roots(trace)
        if trace.more:
            self._add_passed_over(trace.more)
        if trace.lost:
            self._add_lost(trace)

    def _add_roots(self, trace: Trace) -> None:
        for span in trace.roots:
            tally = self.tally(span.origin, span.name)
            tally.root_count += 1
            tally.lone += trace.size == 1
            tally.called_roots += span.kind in CALLED
        for span in bare_roots_of(trace, [span for span in trace.roots if span.kind not in CALLED]):
            self.tally(span.origin, span.name).bare_roots += 1

    def _add_passed_over(self, more: Mapping[tuple[int, str], Sequence[int]]) -> None:
        for (origin, name), (count, roots, lost) in more.items():
            tally = self.tally(origin, name)
            tally.count += count
            tally.root_count += roots
            tally.bare_roots += roots
            tally.lost += lost

    def _add_lost(self, trace: Trace) -> None:
        by_design = trace.below_unexported_root[0].parent if trace.below_unexported_root else ""
        for span in trace.lost:
            if span.parent != by_design:
                self.tally(span.origin, span.name).lost += 1
        for span in trace.orphans():
            self.tally(span.origin, span.name).orphans += 1

    def tally(self, origin: int, name: str) -> NameTally:
        """Returns the counts of the spans of a name that an origin made."""
        known = self._by_origin.get(origin)
        if known is None:
            found = self._origins[origin]
            known = self._by_origin[origin] = self._by_scope.setdefault((found.service, found.scope), {})
        tally = known.get(name)
        return tally if tally is not None else self._new(known, self._origins[origin], name)

    def merge(self, other: NameTallies) -> None:
        """Add the spans that were counted elsewhere."""
        self.settle()
        other.settle()
        while self.fold < other.fold:
            self._fold_more()
        for theirs in (tally for by_name in other._by_scope.values() for tally in by_name.values()):
            known = self._by_scope.setdefault((theirs.service, theirs.scope), {})
            mine = known.get(theirs.name) or self._new(known, theirs, theirs.name)
            mine.merge(theirs)

    def known(self, service: str, scope: str, name: str) -> NameTally | None:
        """Returns the counts of the spans of a name; None if there are none of it."""
        self.settle()
        return self._by_scope.get((service, scope), {}).get(name)

    def all(self) -> list[NameTally]:
        """Returns the counts of every name that spans have, in order."""
        return [tally for tally in self._sorted() if tally.count]

    def _sorted(self) -> list[NameTally]:
        self.settle()
        return [
            tally
            for _, by_name in sorted(self._by_scope.items(), key=lambda pair: pair[0])
            for _, tally in sorted(by_name.items(), key=lambda pair: pair[0])
        ]

    def settle(self) -> None:
        """Count the spans that are yet to be counted. Names are then folded as far as these make it necessary."""
        counts = Counter(map(_origin_and_name, self._waiting))
        self._waiting = []
        for (number, name), count in counts.items():
            self.tally(number, name).count += count

    def _new(self, known: dict[str, NameTally], made_by: Origin | NameTally, name: str) -> NameTally:
        name = folded(name, self.fold)
        if name in known:
            return known[name]
        if self._size >= MAX_NAMES and self.fold < MAX_FOLD:
            self._fold_more()
            return self._new(known, made_by, name)
        self._size += 1
        tally = known[name] = NameTally(made_by.service, made_by.scope, name)
        return tally

    def _fold_more(self) -> None:
        self.fold += 1
        self._size = 0
        for by_name in self._by_scope.values():
            tallies = list(by_name.values())
            by_name.clear()
            for tally in tallies:
                tally.name = folded(tally.name, self.fold)
                known = by_name.setdefault(tally.name, tally)
                if known is not tally:
                    known.merge(tally)
            self._size += len(by_name)
