"""Lengths of time for people."""

from __future__ import annotations

_UNITS = ((3_600_000_000_000, "h"), (60_000_000_000, "min"), (1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"))


def shown_time(nanoseconds: int) -> str:
    """Returns a length of time with two or three digits: `1.2 s`, `80 ms`."""
    for size, unit in _UNITS:
        if nanoseconds >= size:
            number = nanoseconds / size
            return f"{number:.1f} {unit}" if number < 10 else f"{number:,.0f} {unit}"
    return f"{nanoseconds} ns"
