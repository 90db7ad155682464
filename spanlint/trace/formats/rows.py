"""Flat rows with a trace, a span and a parent column: Logfire's `records` and Datadog's spans.

Logfire, docs/reference/sql.md: only rows of the kind `span` are spans. Datadog, "Send traces to the Agent by API": ids
are decimal numbers of 64 bits, 0 is no parent, `start` and `duration` are nanoseconds, and the upper half of the
trace's id is in `meta._dd.p.tid`, which of the spans of one trace that are sent together only the first one has. A
span's kind is in `meta.span.kind`.
"""

from __future__ import annotations

from spanlint.trace.model.json_fields import first_object, objects, table, text
from spanlint.trace.model.origins import Reading, SpanParts
from spanlint.trace.model.records import Origin
from spanlint.trace.model.span_ids import SPAN_DIGITS, from_number
from spanlint.trace.model.times import from_iso, later

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from spanlint.trace.model.origins import Read

_COLUMNS = {
    "parent": ("parent_span_id", "parent_id", "parentSpanId"),
    "name": ("span_name", "name", "operation_name", "resource"),
    "start": ("start_timestamp", "start_time", "start"),
    "end": ("end_timestamp", "end_time"),
    "service": ("service_name", "service"),
    "scope": ("otel_scope_name", "scope_name"),
    "kind": ("otel_span_kind", "span_kind"),
}
"""The columns of each value, the first one that there is."""

_DECIMAL_DIGITS = 20  # of the largest number of 64 bits, and of the least with its sign


def recognizes(value: object) -> bool:
    """Whether a JSON value holds rows of spans."""
    first = first_object(_rows(value))
    return {"trace_id", "span_id"} <= first.keys() and any(name in first for name in _COLUMNS["start"])


def spans(value: object, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of a JSON value."""
    rows = list(objects(_rows(value)))
    found = ((str(row.get("trace_id")), text(row, "meta", "_dd.p.tid")) for row in rows)
    upper_halves = {trace: upper for trace, upper in found if len(upper) == SPAN_DIGITS}
    for row in rows:
        if row.get("kind", "span") in ("span", None) or "otel_scope_name" not in row:
            yield reading.span(_parts(row, upper_halves.get(str(row.get("trace_id")), ""), reading), line)


def _rows(value: object) -> list[Any]:
    rows = value if isinstance(value, list) else [value]
    return [inner for row in rows for inner in (row if isinstance(row, list) else [row])]


def _column(row: Mapping[str, Any], name: str) -> Any:
    return next((row[column] for column in _COLUMNS[name] if row.get(column) is not None), None)


def _parts(row: Mapping[str, Any], upper: str, reading: Reading) -> SpanParts:
    meta, start = table(row, "meta"), from_iso(_column(row, "start"))
    end = from_iso(_column(row, "end")) if _column(row, "end") is not None else later(start, row.get("duration"))
    trace = _id(row.get("trace_id"))
    service, scope = _column(row, "service"), _column(row, "scope")
    origin = Origin(service if isinstance(service, str) else "", scope if isinstance(scope, str) else "")
    return SpanParts(
        trace=f"{upper}{trace}" if upper else trace,
        id=_id(row.get("span_id")),
        parent=_id(_column(row, "parent")),
        name=_column(row, "name"),
        kind=_column(row, "kind") or meta.get("span.kind"),
        flags=0,
        start=start,
        end=end,
        attributes=reading.picked(table(row, "attributes") or meta),
        origin=reading.origins.number(origin),
    )


def _id(value: object) -> object:
    """Returns an id in hexadecimal if it is a number, or the text of one that has more digits than a span's id.

    Java, and with it Jaeger's tables in Cassandra, has signed numbers."""
    if isinstance(value, str) and value.removeprefix("-").isdecimal() and SPAN_DIGITS < len(value) <= _DECIMAL_DIGITS:
        value = int(value)
    return from_number(value)
