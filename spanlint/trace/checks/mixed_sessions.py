"""SPN214: a trace holds several sessions, none of them below a span of another."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.records import SpanRecord
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the first span of each session but the first, unless one session runs below a span of another."""
    if len(trace.sessions) < 2 or trace.size > len(trace.spans):
        return
    firsts: dict[str, SpanRecord] = {}
    for span in trace.spans:
        if span.session:
            firsts.setdefault(span.session, span)
    if not any(_is_below_another(trace, span) for span in firsts.values()):
        for span in list(firsts.values())[1:]:
            yield SpanFault(span, trace.size, amount=len(firsts))


def _is_below_another(trace: Trace, span: SpanRecord) -> bool:
    above, seen = trace.parent(span), {span.id}
    while above is not None and above.id not in seen:
        if above.session and above.session != span.session:
            return True
        seen.add(above.id)
        above = trace.parent(above)
    return False


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    verb = "holds" if len(tally.traces) == 1 else "hold"
    return f"{tally.shown_traces} of `{tally.shown_name}` spans {verb} spans of several sessions"
