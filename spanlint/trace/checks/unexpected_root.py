"""SPN208: a root has a name that no root may have."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the roots whose name is none of those that the project allows."""
    for span in trace.roots if settings.roots else ():
        if not any(fnmatchcase(span.name, pattern) for pattern in settings.roots):
            yield SpanFault(span, trace.size)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    return f"{tally.spans('is a root', 'are roots')}, and the configuration allows none of this name"
