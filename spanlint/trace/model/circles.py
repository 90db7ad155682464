"""Circles of spans that are each below the next, which no program makes, but exports hold."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.trace.model.records import SpanRecord
    from spanlint.trace.model.traces import Trace


def circles(trace: Trace) -> Iterator[list[SpanRecord]]:
    """Yields the spans of each circle; one that is its own parent is a circle of one.

    In a circle, some span's parent does not start first, and has a parent. So only what is above such spans is looked
    at, each once.
    """
    known: set[str] = set()
    for first, above in trace.unordered:
        if not above.parent:
            continue
        span: SpanRecord | None = first
        path, places = list["SpanRecord"](), dict[str, int]()
        while span is not None and span.id not in known and span.id not in places:
            places[span.id] = len(path)
            path.append(span)
            span = trace.parent(span)
        if span is not None and span.id in places:
            yield path[places[span.id] :]
        known.update(places)
