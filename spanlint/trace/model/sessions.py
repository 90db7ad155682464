"""One session: the traces that its spans lie in, and the spans at the top of each."""

from __future__ import annotations

import msgspec

from spanlint.lean.records import Record
from spanlint.trace.model.records import SpanRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spanlint.trace.model.records import Origin
    from spanlint.trace.model.traces import Trace

_MAX_TOPS = 10_000


class Top(msgspec.Struct, array_like=True, gc=False):
    """A span at the top of a trace: it names no parent, or one that the trace lacks (`parent`)."""

    parent: str
    start: int
    end: int
    origin: int


class SessionTrace(msgspec.Struct, array_like=True, gc=False):
    """One trace of a session.

    `derivation` names the way by which the trace's id is derived from the session's; it is empty if it is by none.
    `tops` are the spans at the top of the trace. `own_roots` are those without a parent that belong to the session:
    they name it, or all that names it is below them and of their service. `named` is the first of the spans that name
    it, unless that is the first of those, and `origins` are theirs. `links` are the ids of the traces that the spans
    link to.
    """

    session: str
    trace: str
    derivation: str
    spans: int
    tops: list[Top]
    own_roots: list[SpanRecord]
    named: SpanRecord | None
    origins: list[int]
    links: list[str]

    @property
    def first(self) -> SpanRecord:
        """The first of the spans that name the session."""
        return self.named or self.own_roots[0]


class TracedSession(Record):
    """A session, and its traces, by their ids."""

    id: str
    traces: tuple[SessionTrace, ...]
    origins: Sequence[Origin]

    def largest(self) -> SessionTrace:
        """Returns the trace with the most spans."""
        return max(self.traces, key=lambda trace: (trace.spans, trace.trace))

    def services(self) -> frozenset[str]:
        """Returns the services whose spans name the session."""
        numbers = {number for trace in self.traces for number in trace.origins}
        return frozenset([self.origins[number].service for number in numbers])

    def home(self, derivation: str) -> SessionTrace | None:
        """Returns the trace whose id is derived from the session's; None if there is none."""
        for trace in self.traces if derivation else ():
            if trace.derivation == derivation:
                return trace
        return None


def session_traces(trace: Trace) -> Iterator[SessionTrace]:
    """Yields what a trace says of each of its sessions."""
    if not trace.sessions:
        return
    named = [span for span in trace.spans if span.session]
    tops = [Top(span.parent, span.start, span.end, span.origin) for span in (*trace.roots, *trace.lost)[:_MAX_TOPS]]
    linked = [span.links for span in trace.spans if span.links]
    links = sorted({link for links in linked for link in links}) if linked else []
    for session, derivation in trace.sessions.items():
        own = named if len(trace.sessions) == 1 else [span for span in named if span.session == session]
        origins = sorted({span.origin for span in own}) if trace.size > 1 else [own[0].origin]
        roots = _own_roots(trace, session, own)[:_MAX_TOPS]
        first = own[0] if not roots or own[0] is not roots[0] else None
        yield SessionTrace(session, trace.id, derivation, trace.size, tops, roots, first, origins, links)


def _own_roots(trace: Trace, session: str, carriers: list[SpanRecord]) -> list[SpanRecord]:
    named = [root for root in trace.roots if root.session == session]
    if named or len(trace.roots) != 1 or trace.lost:
        return named
    services = {trace.service(span) for span in carriers}
    (root,) = trace.roots
    return [root] if not root.session and services == {trace.service(root)} else []
