"""What a context carries beside its span, as far as its making shows: what is lost when another takes its place."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Carried(IntEnum):
    """NOTHING that the active context lacks; UNKNOWN where it is made elsewhere; VALUES that are put in or received."""

    NOTHING = 0
    UNKNOWN = 1
    VALUES = 2


def most(parts: Iterable[Carried]) -> Carried:
    """The most that one of several may carry."""
    return max(parts, default=Carried.UNKNOWN)
