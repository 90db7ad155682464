"""SPN215: a trace has too many spans, or lasts too long."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace

_HOUR = 3_600_000_000_000  # nanoseconds


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the first span of a trace that has more spans, or lasts longer, than a trace should."""
    start = trace.spans[0].start or next((span.start for span in trace.spans if span.start), trace.last)
    lasts = trace.last - start
    if trace.size > settings.max_trace_spans or lasts > settings.max_trace_time:
        first = next((span for span in trace.roots if span.start), trace.spans[0])
        yield SpanFault(first, trace.size, amount=lasts)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    largest = tally.largest
    if largest is None:
        return ""
    spans = "1 span" if largest.trace_spans == 1 else f"{largest.trace_spans:,} spans"
    more = len(tally.traces) - 1
    others = f", and {more:,} more {'is' if more == 1 else 'are'} like that" if more else ""
    return f"trace {largest.span.trace} has {spans} over {largest.amount / _HOUR:,.1f} h{others}"
