"""Times as formats write them, in nanoseconds since 1970."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from math import isfinite

SECOND, MILLISECOND, MICROSECOND = 1_000_000_000, 1_000_000, 1_000
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(Z|UTC|[+-]\d\d:?\d\d)?", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def from_iso(text: object) -> object:
    """Returns an ISO time in nanoseconds, taken for UTC without a zone; what is no such text is returned as it is."""
    match = _ISO.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        return text
    day, clock, fraction, zone = match.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}+00:00")
    except ValueError:
        return text
    seconds = (moment - _EPOCH - _offset(zone)) // timedelta(seconds=1)
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
    if zone in (None, "Z", "UTC"):
        return timedelta()
    digits = str(zone)[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if str(zone)[0] == "-" else offset
