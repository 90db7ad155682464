"""What attaching a context does to the active span, judged by how the context is made."""

from __future__ import annotations

from enum import Enum


class SpanEffect(Enum):
    """What a context makes of the active span.

    KEPT leaves it, VALUE adds a value beside it, NONE removes it, START replaces it with the parent that the process
    received at its start, ANOTHER replaces it with another span. UNKNOWN is a context that is made elsewhere.
    """

    KEPT = "kept"
    VALUE = "value"
    NONE = "none"
    START = "start"
    ANOTHER = "another"
    UNKNOWN = "unknown"


SpanEffects = frozenset[SpanEffect]
KEPT, VALUE, NONE, START, ANOTHER, UNKNOWN = (frozenset({effect}) for effect in SpanEffect)


def combined(alternatives: list[SpanEffects]) -> SpanEffects:
    """The effects of any one of several contexts; empty if there are none."""
    return frozenset[SpanEffect]().union(*alternatives)


def with_value(effects: SpanEffects) -> SpanEffects:
    """The effects of a context that adds a value to a context with these effects.

    A context made elsewhere counts as the active one: most are, or are derived from it by the caller.
    """
    return (effects - KEPT - UNKNOWN) | VALUE if effects & (KEPT | UNKNOWN) or not effects else effects


def keeps_span(effects: SpanEffects) -> bool:
    """Whether a context leaves the active span in place, at most with values beside it."""
    return bool(effects) and effects <= (KEPT | VALUE | UNKNOWN if effects & VALUE else KEPT)
