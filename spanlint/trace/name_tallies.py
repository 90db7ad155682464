"""The spans of each name, counted: how many have a parent, are alone in their trace, or lost their parent."""

from __future__ import annotations

import re

from spanlint.trace.faults import SpanFault
from spanlint.trace.records import CONSUMER, SERVER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.trace.records import SpanRecord
    from spanlint.trace.traces import Trace

MAX_NAMES = 100_000
"""After so many names, those that differ in digits alone count as one."""

_DIGITS = re.compile(r"\d+")
_MAX_ROOTS = 50
_CALLED = frozenset((SERVER, CONSUMER))


class NameTally:
    """The counts of the spans of one name, of one scope of one service.

    `called_roots` counts those without a parent that another process called, and `bare_roots` those without a parent of
    whose name no other span of the trace is; `roots` has some of these.
    `split` counts those that left their session's trace, and `split_traces` are some of the traces that they are in.
    """

    __slots__ = ("bare_roots", "called_roots", "count", "lone", "lost", "name", "root_count", "roots", "scope",
                 "service", "split", "split_traces")  # fmt: skip

    def __init__(self, service: str, scope: str, name: str) -> None:
        self.service, self.scope, self.name = service, scope, name
        self.count = self.root_count = self.bare_roots = self.called_roots = self.lone = self.lost = self.split = 0
        self.split_traces: set[str] = set()
        self.roots: list[SpanFault] = []

    def note_bare(self, fault: SpanFault) -> None:
        """Count a span without a parent."""
        self.bare_roots += 1
        if len(self.roots) < _MAX_ROOTS:
            self.roots.append(fault)


def _is_named(span: SpanRecord, name: str) -> bool:
    """Whether a span has a parent and this name: what calls itself again has a root of its own name above it."""
    return bool(span.parent) and span.name == name


class NameTallies:
    """The counts of every name."""

    def __init__(self) -> None:
        self._by_name: dict[tuple[str, str, str], NameTally] = {}
        self._by_origin: dict[tuple[int, str], NameTally] = {}

    def add_trace(self, trace: Trace) -> None:
        """Count the spans of a trace."""
        known = self._by_origin
        for span in trace.spans:
            tally = known.get((span.origin, span.name)) or self._new(trace, span)
            tally.count += 1
            if not span.parent:
                tally.root_count += 1
                if span.kind in _CALLED:
                    tally.called_roots += 1
                elif len(trace.spans) == 1 or not any(_is_named(inner, span.name) for inner in trace.spans):
                    tally.note_bare(SpanFault(span, len(trace.spans)))
                if len(trace.spans) == 1:
                    tally.lone += 1
        for span in trace.lost:
            tally = known.get((span.origin, span.name)) or self._new(trace, span)
            tally.lost += 1

    def name_of(self, name: str) -> str:
        """Returns a name, as it is counted."""
        return _DIGITS.sub("0", name) if len(self._by_name) >= MAX_NAMES else name

    def of(self, service: str, scope: str, name: str) -> int:
        """Returns the number of all spans of a name."""
        tally = self._by_name.get((service, scope, name))
        return tally.count if tally is not None else 0

    def merge(self, other: NameTallies) -> None:
        """Add the spans that were counted elsewhere."""
        for (service, scope, name), theirs in other._by_name.items():
            key = (service, scope, self.name_of(name))
            mine = self._by_name.get(key) or self._by_name.setdefault(key, NameTally(*key))
            for count in ("count", "root_count", "bare_roots", "called_roots", "lone", "lost", "split"):
                setattr(mine, count, getattr(mine, count) + getattr(theirs, count))
            mine.split_traces |= theirs.split_traces
            mine.roots = [*mine.roots, *theirs.roots][:_MAX_ROOTS]

    def note_split(self, service: str, scope: str, name: str, trace: str) -> None:
        """Note that a span of a name left its session's trace."""
        key = (service, scope, name)
        tally = self._by_name.get(key) or self._by_name.setdefault(key, NameTally(*key))
        tally.split += 1
        if len(tally.split_traces) < MAX_NAMES:
            tally.split_traces.add(trace)

    def all(self) -> list[NameTally]:
        """Returns the counts of every name, in order."""
        return [self._by_name[key] for key in sorted(self._by_name)]

    def _new(self, trace: Trace, span: SpanRecord) -> NameTally:
        origin = trace.origins[span.origin]
        key = (origin.service, origin.scope, self.name_of(span.name))
        tally = self._by_name.get(key) or self._by_name.setdefault(key, NameTally(*key))
        if len(self._by_origin) < 2 * MAX_NAMES:
            self._by_origin[span.origin, span.name] = tally
        return tally
