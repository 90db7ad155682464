"""SPN211: a span starts before its parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.durations import shown_time
from spanlint.trace.faults import FaultTally, SpanFault
from spanlint.trace.settings import TraceSettings
from spanlint.trace.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans that start before their parent does, in the same process."""
    for span, parent in trace.unordered:
        early = parent.start - span.start
        if early > settings.tolerance and span.start and trace.is_one_clock(span, parent):
            yield SpanFault(span, trace.size, amount=early, other=parent.name)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    by = shown_time(tally.worst.amount if tally.worst else 0)
    head = tally.spans("starts before its parent", "start before their parent")
    return f"{head} `{tally.shown_other}` (by {by} at most)"
