"""SPN212: a span starts after its parent ended."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.durations import shown_time
from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.records import CONSUMER
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans that start after their parent ended, in the same process. A message is consumed later."""
    for span, parent in trace.pairs():
        late = span.start - parent.end
        if parent.end and late > settings.tolerance and span.kind != CONSUMER and trace.is_one_clock(span, parent):
            yield SpanFault(span, trace.size, amount=late, other=parent.name)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    by = shown_time(tally.worst.amount if tally.worst else 0)
    head = tally.spans("starts after its parent", "start after their parent")
    return f"{head} `{tally.shown_other}` ended (by {by} at most)"
