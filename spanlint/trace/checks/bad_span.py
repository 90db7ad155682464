"""SPN216: a span contradicts itself, or another span of its trace."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.trace.model.circles import circles
from spanlint.trace.model.faults import FaultTally, SpanFault
from spanlint.trace.model.records import CLIENT, CONSUMER, PRODUCER, SERVER, SpanRecord
from spanlint.trace.model.settings import TraceSettings
from spanlint.trace.model.times import MILLISECOND
from spanlint.trace.model.traces import Trace

_PLACES = {1: "is its own parent", 2: "is the parent of its parent"}
_PAIRS = ({CLIENT, SERVER}, {PRODUCER, CONSUMER})


def check_trace(trace: Trace, settings: TraceSettings) -> Iterator[SpanFault]:
    """Yields the spans that end before they start, share an id with another span, or are below themselves."""
    for span in trace.backward:
        yield SpanFault(span, trace.size, "ends before it starts", amount=span.start - span.end)
    if len(trace.by_id) < len(trace.spans):
        for span in [span for span in trace.spans if not trace.origins[span.origin].may_share_ids]:
            if _is_another(trace.by_id[span.id], span):
                yield SpanFault(span, trace.size, "has the id of another span of its trace")
    for circle in circles(trace):
        what = _PLACES.get(len(circle), "is above its own parent")
        for span in circle:
            yield SpanFault(span, trace.size, what)


def _is_another(first: SpanRecord, span: SpanRecord) -> bool:
    """Whether two spans with one id are two: not one that was sent again, nor the two sides of a call.

    What has come through two backends has times of either precision: nanoseconds to milliseconds.
    """
    is_same = (first.name, first.parent) == (span.name, span.parent) and abs(first.start - span.start) < MILLISECOND
    return first is not span and not is_same and {first.kind, span.kind} not in _PAIRS


def message(tally: FaultTally) -> str:
    """Returns what the finding says."""
    kind = tally.key.kind
    what = f"has {kind}" if kind.startswith(("a ", "no ")) else kind
    spans = (
        f"{tally.count} `{tally.shown_name}` spans, each of which"
        if tally.count > 1
        else f"a `{tally.shown_name}` span"
    )
    return f"{spans} {what}"
