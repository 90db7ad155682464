"""What a check over traces yields, one span that is wrong, and the counts of these that a finding is made of."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.report.escape import visible
from spanlint.trace.model.records import SpanRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.trace.model.records import Origin

DERIVED, ENCLOSING, CONFIGURED = "derived", "enclosing", "configured"
"""How it is known that a span belongs to another trace, the surest first."""

MAY_RUN = "may run"
"""The kind of faults that are none if other callers of the spans are in the export: these may not have ended yet."""

_NONE: frozenset[str] = frozenset()
_LANGUAGES: dict[frozenset[str], frozenset[str]] = {}
_MAX_NAME = 200
_MAX_KEPT = 100_000  # ids of traces and sessions that one finding counts


class SpanFault(Record):
    """One span that is wrong.

    `kind` tells apart what one rule says in different words. `evidence` is DERIVED, ENCLOSING or CONFIGURED, or several
    of them. `amount` is how far it is wrong, in a unit of the rule's own, `other` the name of a second span. `session`
    is the session's id, if the fault is one of a session, and `home` the trace in which the span belongs, with
    `home_spans` spans. `trace_spans` is the number of spans in its own trace.
    """

    span: SpanRecord
    trace_spans: int
    kind: str = ""
    evidence: tuple[str, ...] = ()
    amount: int = 0
    other: str = ""
    session: str = ""
    home: str = ""
    home_spans: int = 0


class FaultKey(Record):
    """What the faults of one finding share: a rule's code, the service, scope and name of the spans, and the kind."""

    code: str
    service: str
    scope: str
    name: str
    kind: str = ""


class FaultTally:
    """The faults of one finding, counted, with three of them as examples.

    `of` is the number of all spans of that name, and `is_doubtful` whether too few sessions obey the rule that the
    finding rests on: `obeying` of `could_obey`.
    """

    __slots__ = ("_largest", "_newest", "_oldest", "alone", "could_obey", "count", "evidence", "homes", "is_any_case",
                 "is_doubtful", "key", "languages", "obeying", "of", "sessions", "traces", "worst")  # fmt: skip

    def __init__(self, key: FaultKey) -> None:
        self.key = key
        self.count = 0
        self.of = 0
        self.alone = 0
        self.worst: SpanFault | None = None
        self.evidence: dict[str, int] = {}
        self.sessions: set[str] | frozenset[str] = _NONE  # as sets, both would be half of the memory of ten thousand
        self.traces: set[str] = set()
        self.languages = _NONE
        self.homes: dict[str, int] = {}
        self.obeying = self.could_obey = 0
        self.is_doubtful = self.is_any_case = False
        self._oldest: SpanFault | None = None
        self._largest: SpanFault | None = None
        self._newest: SpanFault | None = None

    def add(self, fault: SpanFault, origins: Sequence[Origin]) -> None:
        """Count a fault."""
        self.count += 1
        self.alone += fault.trace_spans == 1
        for evidence in fault.evidence:
            self.evidence[evidence] = self.evidence.get(evidence, 0) + 1
        session = fault.session or fault.span.session
        if session and len(self.sessions) < _MAX_KEPT:
            self.sessions = self.sessions or set()
            self.sessions |= {session}
        if len(self.traces) < _MAX_KEPT:
            self.traces.add(fault.span.trace)
        if fault.home and len(self.homes) < _MAX_KEPT:
            self.homes[fault.home] = fault.home_spans
        origin = origins[fault.span.origin]
        if origin.language not in self.languages:
            self.languages = _LANGUAGES.setdefault(key := self.languages | {origin.language}, key)
        self.is_any_case = self.is_any_case or origin.is_any_case
        self._keep(fault)

    def _keep(self, fault: SpanFault) -> None:
        if self._oldest is None or _age(fault) < _age(self._oldest):
            self._oldest = fault
        if self._newest is None or _age(fault) > _age(self._newest):
            self._newest = fault
        if self._largest is None or (fault.trace_spans, _age(fault)) > (self._largest.trace_spans, _age(self._largest)):
            self._largest = fault
        if self.worst is None or (fault.amount, _age(fault)) > (self.worst.amount, _age(self.worst)):
            self.worst = fault

    def merge(self, other: FaultTally) -> None:
        """Add the faults that were counted elsewhere."""
        self.count += other.count
        self.alone += other.alone
        for evidence, number in other.evidence.items():
            self.evidence[evidence] = self.evidence.get(evidence, 0) + number
        self.sessions = {*self.sessions, *other.sessions} if other.sessions else self.sessions
        self.traces |= other.traces
        self.languages |= other.languages
        self.homes |= other.homes
        self.is_any_case = self.is_any_case or other.is_any_case
        for fault in (*other.examples(), *([other.worst] if other.worst is not None else ())):
            self._keep(fault)

    def examples(self) -> list[SpanFault]:
        """Returns at most three faults: the oldest, that of the largest trace, and the newest."""
        found = [fault for fault in (self._oldest, self._largest, self._newest) if fault is not None]
        return list({(fault.span.trace, fault.span.id): fault for fault in found}.values())

    @property
    def shown_name(self) -> str:
        """The name of the spans, printable and cut to 200 characters."""
        return visible(shortened(self.key.name)) or "(no name)"

    @property
    def shown_traces(self) -> str:
        """The number of traces, as in `1 trace`."""
        return "1 trace" if len(self.traces) == 1 else f"{len(self.traces):,} traces"

    def spans(self, one: str, many: str) -> str:
        """Returns how many spans are wrong, as in "1 of 5 `agent.tool` spans has", with the words for one or many."""
        return f"{self.count} of {self.of} `{self.shown_name}` spans {one if self.count == 1 else many}"

    @property
    def shown_other(self) -> str:
        """The name of the second span of its worst fault."""
        return visible(shortened(self.worst.other)) if self.worst is not None else ""

    @property
    def largest(self) -> SpanFault | None:
        """The fault in the largest trace."""
        return self._largest

    def surest(self) -> str:
        """Returns the surest evidence of any of its faults; empty if the rule needs none."""
        return next((evidence for evidence in (DERIVED, ENCLOSING, CONFIGURED) if evidence in self.evidence), "")


def shortened(name: str) -> str:
    """Returns a name, cut to 200 characters."""
    return name if len(name) <= _MAX_NAME else f"{name[:_MAX_NAME]}..."


def _age(fault: SpanFault) -> tuple[int, str, str]:
    return fault.span.start, fault.span.trace, fault.span.id
