"""SPN204: the parent of a span, in another process, is not in its trace."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.faults import MAY_RUN, FaultTally, SpanFault
from spanlint.trace.model.records import is_remote
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans whose remote parent was not exported."""
    kind = MAY_RUN if trace.last > settings.end - settings.grace else ""
    for span in trace.lost:
        if is_remote(span):
            yield SpanFault(span, trace.size, kind)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    return f"{tally.spans('has', 'have')} a remote parent that is not in the export"
