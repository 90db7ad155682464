"""SPN203: the parent of a span is not in its trace, though the same process made it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.records import KNOWS_REMOTE
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.traces import Trace, most_siblings

ROOTLESS, UNPLACED, UNPLACED_ROOT = "rootless", "unplaced", "unplaced root"
"""The kinds of faults: a trace has no root, a parent is missing that may be remote, for all that is said, and both."""

_WHY = {
    ROOTLESS: "it was not ended, or not sampled",
    UNPLACED_ROOT: "it was not ended, not sampled, or is another process's",
}


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans whose parent was not exported, but for a parent that may still be running.

    Of those below the root of a trace, which is one span that is missing, only the first is yielded.
    """
    if not trace.lost:
        return
    orphans = trace.lost_for_good(settings.end, settings.grace)
    below_root = most_siblings(trace.orphans()) if orphans and _is_rootless(trace) else ()
    for span in orphans:
        is_placed = span.flags & KNOWS_REMOTE
        if not below_root or span.parent != below_root[0].parent:
            yield SpanFault(span, trace.size, "" if is_placed else UNPLACED)
        elif span is below_root[0]:
            yield SpanFault(span, trace.size, ROOTLESS if is_placed else UNPLACED_ROOT)


def _is_rootless(trace: Trace) -> bool:
    """Whether nothing is at the top of the trace but spans that lost a parent of their own process."""
    return not trace.roots and not trace.is_derived() and len(trace.orphans()) == len(trace.lost)


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    if tally.key.kind in _WHY:
        below = "it" if len(tally.traces) == 1 else "each"
        first = f"the first span below {below} is `{tally.shown_name}`"
        return f"the root of {tally.shown_traces} was never exported ({_WHY[tally.key.kind]}); {first}"
    made = f"{tally.spans('has', 'have')} a parent that was never exported"
    return made if tally.key.kind == UNPLACED else f"{made}, made in the same process"
