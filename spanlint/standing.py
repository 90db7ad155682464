"""Which of the parent rules speaks of a call. Each call has one standing, so it gets at most one of their findings."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from spanlint.evidence import Evidence, evidence
from spanlint.facts import ParentState, SpanCall


class Standing(Enum):
    """What a call's parent amounts to."""

    SILENT = "silent"
    MISPLACED = "misplaced"
    EMPTY = "empty"
    AMBIENT = "ambient"
    SKIPPED = "skipped"
    MISSING = "missing"
    MISSING_ACTIVE = "missing active"


class Verdict(NamedTuple):
    """A call's standing, and the evidence where it is SKIPPED."""

    standing: Standing
    evidence: Evidence | None = None


@lru_cache(maxsize=1)  # every parent rule asks about the same file in turn
def verdicts(calls: tuple[SpanCall, ...]) -> tuple[tuple[SpanCall, Verdict], ...]:
    """The verdict on each call of a file."""
    return tuple((call, _verdict(call, calls)) for call in calls)


def _verdict(call: SpanCall, calls: tuple[SpanCall, ...]) -> Verdict:
    standing = _standing(call)
    found = evidence(call, calls) if standing in (Standing.MISSING, Standing.MISSING_ACTIVE) else None
    return Verdict(standing) if found is None else Verdict(Standing.SKIPPED, found)


def _standing(call: SpanCall) -> Standing:
    """The first that holds: a declared root or what cannot be known is silence; a misplaced value, an empty one; then
    what opens a context around the call; then evidence that a parent is skipped; then nothing."""
    state = call.parent.state
    if state in (ParentState.ROOT, ParentState.UNKNOWN):
        return Standing.SILENT
    if call.misplaced is not None:
        return Standing.MISPLACED
    if state is ParentState.PASSED:
        return Standing.SILENT
    if state is ParentState.EMPTY:
        return Standing.SILENT if _declares_root(call) else Standing.EMPTY
    surroundings = call.surroundings()
    if surroundings.opened_by is not None and call.creator.absent != "root":
        return Standing.SILENT if surroundings.opened_by.root else Standing.AMBIENT
    if surroundings.in_wrapper:
        return Standing.SILENT
    return Standing.MISSING if call.creator.activates == "no" else Standing.MISSING_ACTIVE


def _declares_root(call: SpanCall) -> bool:
    """Whether an empty value is how the library declares a root: it means one, and leaving it out does not."""
    empty = call.creator.null if call.parent.null else call.creator.none
    return empty == "root" and call.creator.absent != "root"
