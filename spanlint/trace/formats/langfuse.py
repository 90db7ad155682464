"""Langfuse: what its page downloads, an array of observations, and the JSON Lines of its blob storage.

Langfuse's documentation, "Blob storage export field reference", and downloads of its page. An observation's parent is
another observation, or the trace itself if there is none. SDKs before version 3 made ids that OpenTelemetry does not
know: UUIDs, or whatever text the program chose.
"""

from __future__ import annotations

from spanlint.trace.model.json_fields import entries, first_object, objects, table, text
from spanlint.trace.model.origins import Attributes, Reading, SpanParts, clean
from spanlint.trace.model.records import Origin
from spanlint.trace.model.span_ids import SPAN_DIGITS, TRACE_DIGITS, any_id
from spanlint.trace.model.times import from_iso

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from spanlint.trace.model.origins import Read

_MARKS = frozenset(("parentObservationId", "parent_observation_id"))


def recognizes(value: object) -> bool:
    """Whether a JSON value holds observations."""
    return not _MARKS.isdisjoint(first_object(_observations(value)).keys())


def spans(value: object, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the observations of a JSON value."""
    trace = table(value, "trace") or (value if isinstance(value, dict) else {})
    session = text(trace, "sessionId") or text(trace, "session_id")
    for observation in objects(_observations(value)):
        yield reading.span(_parts(observation, session, reading), line)


def _observations(value: object) -> list[Any]:
    if isinstance(value, list):
        return value
    found = entries(value, "observations") or entries(value, "trace", "observations") or entries(value, "data")
    return found or [value]


def _parts(observation: Mapping[str, Any], session: str, reading: Reading) -> SpanParts:
    own = observation.get("sessionId") or observation.get("session_id")
    return SpanParts(
        trace=any_id(_either(observation, "traceId", "trace_id"), TRACE_DIGITS),
        id=any_id(observation.get("id"), SPAN_DIGITS),
        parent=any_id(_either(observation, "parentObservationId", "parent_observation_id"), SPAN_DIGITS),
        name=observation.get("name"),
        kind=0,
        flags=0,
        start=from_iso(_either(observation, "startTime", "start_time")),
        end=from_iso(_either(observation, "endTime", "end_time")),
        attributes=reading.joined(Attributes(clean(own) or session), Attributes()),
        origin=reading.origins.number(Origin()),
    )


def _either(observation: Mapping[str, Any], one: str, other: str) -> object:
    return observation[one] if one in observation else observation.get(other)
