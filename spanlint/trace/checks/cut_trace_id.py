"""SPN217: a trace's id lost its upper half on the way, and with it the rest of its trace."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans at the top of a trace that another trace has the rest of."""
    if trace.twin:
        for span in (*trace.roots, *trace.lost):
            yield SpanFault(span, trace.size, home=trace.twin)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    return (
        f"{tally.spans('is', 'are')} at the top of {tally.shown_traces} whose id is the lower half of another trace's"
    )
