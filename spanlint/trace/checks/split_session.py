"""SPN201: spans of a session lie outside of the session's trace, on evidence."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.enclosure import encloses_part_of
from spanlint.trace.model.faults import CONFIGURED, DERIVED, ENCLOSING, FaultTally, SpanFault
from spanlint.trace.model.sessions import SessionTrace, TracedSession
from spanlint.trace.model.settings import MANY, ONE, TraceSettings


def check_session(session: TracedSession, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans without a parent that are not in their session's trace."""
    if settings.traces_per_session == MANY or len(session.traces) < 2:
        return
    derived = session.home(settings.derivations[0].name if len(settings.derivations) == 1 else "")
    home = derived or (session.largest() if settings.traces_per_session == ONE else None)
    for trace in session.traces:
        if trace is home:
            continue
        enclosed = encloses_part_of(session, trace) if trace.spans == 1 else None
        if home is None and enclosed is None:
            continue
        found = ((DERIVED, derived), (ENCLOSING, enclosed), (CONFIGURED, home if home is not derived else None))
        evidence = tuple(name for name, of in found if of is not None)
        target = home or enclosed
        if target is not None and not _is_linked(trace, target):
            for span in trace.own_roots:
                yield SpanFault(span, trace.spans, "", evidence, 0, "", session.id, target.trace, target.spans)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    alone = f"; {'it' if tally.count == 1 else 'each'} is alone in a trace of its own"
    return f"{tally.spans('left', 'left')} the trace of their session{alone if tally.alone == tally.count else ''}"


def notes(tally: FaultTally, derivation: str) -> Iterator[str]:
    """Yields the evidence."""
    if DERIVED in tally.evidence:
        these = "this one does" if tally.count == 1 else f"these {tally.count} do"
        of = "this session" if len(tally.homes) == 1 else "these sessions"
        lie = f"{n} spans of {of} lie" if (n := sum(tally.homes.values())) > 1 else f"1 span of {of} lies"
        yield f"{lie} in the trace whose id is {derivation}; {these} not"
    if n := tally.evidence.get(ENCLOSING, 0):
        yield f"{n} of {tally.count} enclose{'s' * (n == 1)} in time what is at the top of the session's trace"
    if CONFIGURED in tally.evidence:
        yield 'the configuration says `traces-per-session = "one"`'
    if tally.is_doubtful:
        yield f"only {tally.obeying} of {tally.could_obey} sessions of this service are whole: the split may be meant"


def is_error(tally: FaultTally) -> bool:
    """Whether the evidence is sure: spans that only enclose others in time may be meant like that."""
    return not tally.is_doubtful and tally.surest() in (DERIVED, CONFIGURED)


def _is_linked(one: SessionTrace, other: SessionTrace) -> bool:
    return other.trace in one.links or one.trace in other.links
