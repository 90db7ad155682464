"""SPN206: a trace has several spans without a parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans without a parent, but for the first of each trace."""
    for span in trace.roots[1:]:
        yield SpanFault(span, trace.size, amount=len(trace.roots))


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    return f"{tally.spans('is a further root', 'are further roots')} of {tally.shown_traces}"
