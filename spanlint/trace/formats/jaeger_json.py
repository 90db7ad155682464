"""What Jaeger's page downloads and its HTTP API answers: `data[]` of traces, each with spans and processes.

jaeger-idl, model/json/model.go: times and durations are microseconds. The backend may have adjusted the times for clock
skew. The parent is the first reference CHILD_OF in the same trace, or else the first FOLLOWS_FROM in it (model/span.go,
`ParentSpanID`); old files have `parentSpanID`.
"""

from __future__ import annotations

from spanlint.trace.model.attributes import INSTANCE, LANGUAGE
from spanlint.trace.model.json_fields import entries, field, first_object, objects, table, text
from spanlint.trace.model.origins import Reading, SpanParts
from spanlint.trace.model.records import Origin
from spanlint.trace.model.span_ids import SPAN_DIGITS, TRACE_DIGITS, padded
from spanlint.trace.model.times import MICROSECOND, later, scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from spanlint.trace.model.origins import Read

_SCOPES = ("otel.scope.name", "otel.library.name")


def recognizes(value: object) -> bool:
    """Whether a JSON value holds traces of Jaeger."""
    with_spans = (spans for trace in objects(_traces(value)) if (spans := entries(trace, "spans")))
    return {"operationName", "traceID"} <= first_object(next(with_spans, [])).keys()


def spans(value: object, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of a JSON value."""
    for trace in objects(_traces(value)):
        processes = table(trace, "processes")
        for span in objects(entries(trace, "spans")):
            process = processes.get(text(span, "processID")) or table(span, "process")
            yield reading.span(_parts(span, process, reading), line)


def _traces(value: object) -> object:
    if isinstance(value, list):
        return value
    return [value] if field(value, "spans") else entries(value, "data")


def _parts(span: Mapping[str, Any], process: object, reading: Reading) -> SpanParts:
    tags, common = _tags(span), _tags(process)
    scope = next((tags[key] for key in _SCOPES if isinstance(tags.get(key), str)), "")
    origin = Origin(
        text(process, "serviceName"),
        scope,
        text(common, LANGUAGE),
        reading.origins.instance(text(common, INSTANCE)),
        has_adjusted_times=True,
    )
    start = scaled(span.get("startTime"), MICROSECOND)
    return SpanParts(
        trace=padded(span.get("traceID"), TRACE_DIGITS),
        id=padded(span.get("spanID"), SPAN_DIGITS),
        parent=padded(_parent(span), SPAN_DIGITS),
        name=span.get("operationName"),
        kind=tags.get("span.kind"),
        flags=0,
        start=start,
        end=later(start, scaled(span.get("duration"), MICROSECOND)),
        attributes=reading.picked(tags, common),
        origin=reading.origins.number(origin),
        links=tuple(
            text(reference, "traceID").rjust(TRACE_DIGITS, "0") for reference in objects(entries(span, "references"))
        ),
    )


def _tags(value: object) -> dict[str, Any]:
    return {text(tag, "key"): tag.get("value") for tag in objects(entries(value, "tags"))}


def _parent(span: Mapping[str, Any]) -> object:
    trace = text(span, "traceID").lstrip("0")
    own = [found for found in objects(entries(span, "references")) if text(found, "traceID").lstrip("0") == trace]
    for kind in ("CHILD_OF", "FOLLOWS_FROM"):
        for reference in own:
            if reference.get("refType") == kind:
                return reference.get("spanID")
    return span.get("parentSpanID")
