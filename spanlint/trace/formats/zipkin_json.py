"""Zipkin's version 2: a list of spans, or of traces that are lists of spans.

openzipkin/zipkin-api, zipkin2-api.yaml: times are microseconds and may be missing. The two sides of a call share an id,
and so do several consumers of a message and what is reported late. A span without a kind is one of the process itself.
Servers write names in lower case.

vercel/next.js writes such lists of what it builds, one a line, to `.next/trace` (packages/next/src/trace): ids are
numbers there, and times those of a clock that begins with the machine, but for a few that are since 1970. `startTime`
is when a span was made, which may be after its start.
"""

from __future__ import annotations

from spanlint.trace.model.json_fields import first_object, objects, table, text
from spanlint.trace.model.origins import Reading, SpanParts
from spanlint.trace.model.records import INTERNAL, Origin
from spanlint.trace.model.span_ids import from_number
from spanlint.trace.model.times import MICROSECOND, later, scaled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from spanlint.trace.model.origins import Read

_SCOPES = ("otel.scope.name", "otel.library.name")
_LANGUAGE = "telemetry.sdk.language"
_SINCE_1970 = 10**18  # nanoseconds, of which a machine runs 31 years
_KEYS = frozenset(("timestamp", "duration", "localEndpoint", "tags", "kind", "parentId"))


def recognizes(value: object) -> bool:
    """Whether a JSON value is a list of Zipkin's spans."""
    first = first_object(value)
    return "traceId" in first and "id" in first and "context" not in first and not first.keys().isdisjoint(_KEYS)


def spans(value: object, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of a JSON value."""
    pending = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, dict):
            pending = [[found], *pending]
            found = pending.pop(0)
        for span in objects(found):
            yield reading.span(_parts(span, reading), line)
        pending += [entry for entry in found if isinstance(entry, list)] if isinstance(found, list) else []


def _parts(span: Mapping[str, Any], reading: Reading) -> SpanParts:
    tags = table(span, "tags")
    scope = next((tags[key] for key in _SCOPES if isinstance(tags.get(key), str)), "")
    service = text(span, "localEndpoint", "serviceName")
    start = _start(span)
    return SpanParts(
        trace=from_number(span.get("traceId")),
        id=from_number(span.get("id")),
        parent=from_number(span.get("parentId")),
        name=span.get("name"),
        kind=span.get("kind") or INTERNAL,
        flags=0,
        start=start,
        end=later(start, scaled(span.get("duration"), MICROSECOND)),
        attributes=reading.picked(tags),
        origin=reading.origins.number(
            Origin(service, scope, text(tags, _LANGUAGE), is_any_case=True, may_share_ids=True)
        ),
    )


def _start(span: Mapping[str, Any]) -> object:
    """Returns the start of a span; 0 for one of Next.js that is not of the clock of the others."""
    start = scaled(span.get("timestamp"), MICROSECOND)
    return 0 if "startTime" in span and isinstance(start, int) and start > _SINCE_1970 else start
