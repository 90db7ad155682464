"""Which of the parent rules speaks of a call. Each call has one standing, so it gets at most one of their findings."""

from __future__ import annotations

from enum import Enum

from spanlint.facts import ParentState, SpanCall


class Standing(Enum):
    """What a call's parent amounts to."""

    SILENT = "silent"
    MISPLACED = "misplaced"
    EMPTY = "empty"
    AMBIENT = "ambient"
    MISSING = "missing"
    MISSING_ACTIVE = "missing active"


def standing(call: SpanCall) -> Standing:
    """The first that holds: a declared root or what cannot be known is silence; a misplaced value, an empty one; then
    what opens a context around the call; then nothing."""
    state = call.parent.state
    if state in (ParentState.ROOT, ParentState.UNKNOWN):
        return Standing.SILENT
    if call.misplaced is not None:
        return Standing.MISPLACED
    if state is ParentState.PASSED:
        return Standing.SILENT
    if state is ParentState.EMPTY:
        return Standing.EMPTY
    surroundings = call.surroundings()
    if surroundings.opened_by is not None:
        return Standing.SILENT if surroundings.opened_by.root else Standing.AMBIENT
    if surroundings.in_wrapper:
        return Standing.SILENT
    return Standing.MISSING if call.creator.activates == "no" else Standing.MISSING_ACTIVE
