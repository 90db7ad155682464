"""Times as formats write them, in nanoseconds since 1970."""

from __future__ import annotations

from math import isfinite

from spanlint.lean.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import timedelta

SECOND, MILLISECOND, MICROSECOND = 1_000_000_000, 1_000_000, 1_000
_ISO = lazy_pattern(r"(?a)(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(Z|UTC|[+-]\d\d:?\d\d)?")


def from_iso(text: object) -> object:
    """Returns an ISO time in nanoseconds, taken for UTC without a zone; what is no such text is returned as it is.

    mongoexport wraps it: `{"$date": "2026-01-02T03:04:05Z"}`, or `{"$date": {"$numberLong": "1767323045000"}}`.
    """
    if isinstance(text, dict) and "$date" in text:
        inner = text["$date"]
        return scaled(inner.get("$numberLong"), MILLISECOND) if isinstance(inner, dict) else from_iso(inner)
    match = _ISO.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return text
    from datetime import datetime, timedelta, timezone  # for formats other than OTLP

    day, clock, fraction, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}+00:00")
    except ValueError:
        return text
    seconds = (moment - datetime(1970, 1, 1, tzinfo=timezone.utc) - _offset(zone)) // timedelta(seconds=1)
    return seconds * SECOND + int(((fraction or "") + "0" * 9)[:9])


def scaled(number: object, unit: int) -> object:
    """Returns a number of units in nanoseconds; what is no number is returned as it is."""
    if isinstance(number, str) and number.isdecimal():
        number = int(number)
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return number
    return int(number * unit) if isinstance(number, int) or isfinite(number) else number


def later(start: object, length: object) -> object:
    """Returns the end of what starts at a time and takes a length of time; 0 if either is missing."""
    return start + length if isinstance(start, int) and isinstance(length, int) and start else 0


def _offset(zone: str | None) -> timedelta:
    from datetime import timedelta

    if zone in (None, "Z", "UTC"):
        return timedelta()
    digits = str(zone)[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if str(zone)[0] == "-" else offset
