"""What Phoenix's endpoints answer: `/spans` with ids below `context`, and `/spans/otlpv1` with OTLP in snake_case.

Phoenix 20.26.1: the flags of OTLP are lost, and `span_kind` is OpenInference's (LLM, TOOL), which is not OTel's.
"""

from __future__ import annotations

from spanlint.trace.model.json_fields import entries, field, first_object, objects, table
from spanlint.trace.model.origins import Reading, SpanParts
from spanlint.trace.model.records import Origin
from spanlint.trace.model.times import from_iso
from spanlint.trace.otlp.otlp_shapes import Export, ResourceSpans, ScopeSpans, shaped_span
from spanlint.trace.otlp.otlp_spans import spans_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from spanlint.trace.model.origins import Read


def recognizes(value: object) -> bool:
    """Whether a JSON value holds spans of either endpoint."""
    first = first_object(_listed(value))
    return "trace_id" in table(first, "context") or {"trace_id", "span_id", "start_time_unix_nano"} <= first.keys()


def spans(value: object, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of a JSON value."""
    for span in objects(_listed(value)):
        if "start_time_unix_nano" in span:
            found = ScopeSpans([shaped_span(span)])
            yield from spans_of(Export([ResourceSpans(scopeSpans=[found])]), reading, line)
        else:
            yield reading.span(_parts(span, reading), line)


def _listed(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    return entries(value, "data") or [value]


def _parts(span: Mapping[str, Any], reading: Reading) -> SpanParts:
    return SpanParts(
        trace=field(span, "context", "trace_id"),
        id=field(span, "context", "span_id"),
        parent=span.get("parent_id"),
        name=span.get("name"),
        kind=0,
        flags=0,
        start=from_iso(span.get("start_time")),
        end=from_iso(span.get("end_time")),
        attributes=reading.picked(table(span, "attributes")),
        origin=reading.origins.number(Origin()),
    )
