"""SPN202: a session has no span in the trace whose id is derived from its own."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.sessions import TracedSession
from spanlint.trace.model.settings import TraceSettings


def check_session(session: TracedSession, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the first span of a session that has no derived trace, where the project says how it is derived."""
    if not settings.is_configured or not settings.derivations:
        return
    way = settings.derivations[0]
    if session.home(way.name) is None:
        first = min(session.traces, key=lambda trace: (trace.first.start, trace.trace))
        yield SpanFault(first.first, first.spans, session=session.id)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    sessions = "1 session has" if tally.count == 1 else f"{tally.count} sessions have"
    return f"{sessions} no span in the trace that the configuration derives from the session's id"


def notes(_tally: FaultTally, derivation: str) -> Iterator[str]:
    """Yields the derivation."""
    if derivation:
        yield f"its id is {derivation}"
