"""SPN211: a span starts before its parent."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.circles import circles
from spanlint.trace.model.durations import shown_time
from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans that start before their parent does, in the same process; in a circle, one always does."""
    found = [
        (span, parent)
        for span, parent in trace.unordered
        if parent.start - span.start > settings.tolerance and span.start and trace.is_one_clock(span, parent)
    ]
    in_circles = {span.id for circle in circles(trace) for span in circle} if found else ()
    for span, parent in found:
        if span.id not in in_circles:
            yield SpanFault(span, trace.size, amount=parent.start - span.start, other=parent.name)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    by = shown_time(tally.worst.amount if tally.worst else 0)
    head = tally.spans("starts before its parent", "start before their parent")
    return f"{head} `{tally.shown_other}` (by {by} at most)"
