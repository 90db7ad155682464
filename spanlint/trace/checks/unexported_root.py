"""SPN205: the root of a session's trace is never exported: its children hang in the air, by design."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the children of a session's root that was never exported."""
    for span in trace.below_unexported_root:
        yield SpanFault(span, trace.size)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    traces = "1 session's trace" if len(tally.traces) == 1 else f"{len(tally.traces)} sessions' traces"
    return f"{tally.spans('is a child', 'are children')} of the root of {traces}, which is never exported"
