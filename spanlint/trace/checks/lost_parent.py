"""SPN203: the parent of a span is not in its trace, though the same process made it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.faults import FaultTally, SpanFault
from spanlint.trace.records import KNOWS_REMOTE, is_remote
from spanlint.trace.settings import TraceSettings
from spanlint.trace.traces import Trace

ROOTLESS, UNPLACED = "rootless", "unplaced"
"""The kinds of faults: in a trace without any root, and of a parent of which the format does not say where it was."""


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans whose parent was not exported, but for those of a trace that may still be running."""
    if not trace.lost or trace.last > settings.end - settings.grace:
        return
    by_design = {span.id for span in trace.below_unexported_root}
    is_rootless = not trace.roots and not trace.is_derived()
    for span in trace.lost:
        if span.id not in by_design and not is_remote(span):
            kind = "" if span.flags & KNOWS_REMOTE else UNPLACED
            yield SpanFault(span, trace.size, ROOTLESS if is_rootless else kind)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    if tally.key.kind == ROOTLESS:
        traces = "1 trace" if len(tally.traces) == 1 else f"{len(tally.traces)} traces"
        top = f"`{tally.shown_name}` spans are at the top"
        return f"the root of {traces} was never exported (it was not ended, or not sampled); {top}"
    made = f"{tally.count} of {tally.of} `{tally.shown_name}` spans have a parent that was never exported"
    return made if tally.key.kind == UNPLACED else f"{made}, made in the same process"
