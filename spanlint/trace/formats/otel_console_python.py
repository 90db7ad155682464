"""What the Python SDK's ConsoleSpanExporter prints: objects one after another, over many lines, without commas.

opentelemetry-sdk 1.45.2, opentelemetry/sdk/trace/__init__.py, ReadableSpan.to_json.
"""

from __future__ import annotations

from spanlint.trace.model.attributes import INSTANCE, LANGUAGE, SERVICE
from spanlint.trace.model.json_fields import entries, field, first_object, objects, table, text
from spanlint.trace.model.origins import Reading, SpanParts
from spanlint.trace.model.records import Origin
from spanlint.trace.model.times import from_iso

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from spanlint.trace.model.origins import Read


def recognizes(value: object) -> bool:
    """Whether a JSON value is a span with ids that begin with `0x`."""
    return text(first_object(value), "context", "trace_id").startswith("0x")


def spans(value: object, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of a JSON value."""
    for span in objects(value if isinstance(value, list) else [value]):
        yield reading.span(_parts(span, reading), line)


def _parts(span: Mapping[str, Any], reading: Reading) -> SpanParts:
    resource = table(span, "resource", "attributes")
    instance = reading.origins.instance(text(resource, INSTANCE))
    origin = Origin(text(resource, SERVICE), "", text(resource, LANGUAGE), instance)
    return SpanParts(
        trace=field(span, "context", "trace_id"),
        id=field(span, "context", "span_id"),
        parent=span.get("parent_id"),
        name=span.get("name"),
        kind=span.get("kind"),
        flags=0,
        start=from_iso(span.get("start_time")),
        end=from_iso(span.get("end_time")),
        attributes=reading.picked(table(span, "attributes"), resource),
        origin=reading.origins.number(origin),
        links=tuple(text(link, "context", "trace_id") for link in objects(entries(span, "links"))),
    )
