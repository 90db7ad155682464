"""SPN209: a trace begins with a call to another process."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.records import CLIENT
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the roots that are calls of other processes."""
    for span in trace.roots:
        if span.kind == CLIENT:
            yield SpanFault(span, trace.size)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    return f"{tally.spans('is a root', 'are roots')} of the kind CLIENT"
