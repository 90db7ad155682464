"""What becomes of the active span when a context is attached, as far as the context's making shows."""

from __future__ import annotations

from enum import Enum


class SpanEffect(Enum):
    """The active span is KEPT, or a VALUE is added beside it, or there is NONE, or it is the parent that the process
    was given at its START, or ANOTHER one. UNKNOWN is a context that is made elsewhere."""

    KEPT = "kept"
    VALUE = "value"
    NONE = "none"
    START = "start"
    ANOTHER = "another"
    UNKNOWN = "unknown"


Found = frozenset[SpanEffect]
KEPT, VALUE, NONE, START, ANOTHER, UNKNOWN = (frozenset({each}) for each in SpanEffect)


def combined(parts: list[Found]) -> Found:
    """What one of several contexts brings; nothing where there is none."""
    return frozenset[SpanEffect]().union(*parts)


def with_value(found: Found) -> Found:
    """What a context brings that adds a value to another one: most of those that are made elsewhere are the active
    one, or what the caller has made of it."""
    return (found - KEPT - UNKNOWN) | VALUE if found & (KEPT | UNKNOWN) or not found else found


def keeps_span(found: Found) -> bool:
    """Whether a context leaves the active span in place, at most with values beside it."""
    return bool(found) and found <= (KEPT | VALUE | UNKNOWN if found & VALUE else KEPT)
