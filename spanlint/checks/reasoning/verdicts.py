"""Which of the parent rules speaks of a call. Each call has one standing, so it gets at most one of their findings."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache

from spanlint.checks.reasoning.evidence import Evidence, Siblings, evidence, siblings_of
from spanlint.lean.records import Record
from spanlint.model.facts import ParentState, SpanCall


class ParentVerdict(Enum):
    """What a call's parent amounts to."""

    SILENT = "silent"
    MISPLACED = "misplaced"
    EMPTY = "empty"
    AMBIENT = "ambient"
    SKIPPED = "skipped"
    MISSING = "missing"
    MISSING_ACTIVE = "missing active"


_MAY_SKIP = (ParentVerdict.MISSING, ParentVerdict.MISSING_ACTIVE, ParentVerdict.EMPTY)


class CallVerdict(Record):
    """A call's standing, and the evidence where it is SKIPPED, or EMPTY and could have been given a parent."""

    verdict: ParentVerdict
    evidence: Evidence | None = None


@lru_cache(maxsize=1)  # every parent rule asks about the same file in turn
def verdicts(calls: tuple[SpanCall, ...]) -> tuple[tuple[SpanCall, CallVerdict], ...]:
    """The verdict on each call of a file."""
    standings = [(call, _standing(call)) for call in calls]
    if not any(standing in _MAY_SKIP for _, standing in standings):
        return tuple((call, CallVerdict(standing)) for call, standing in standings)
    siblings = siblings_of(calls)
    return tuple((call, _verdict(call, standing, siblings)) for call, standing in standings)


def _verdict(call: SpanCall, standing: ParentVerdict, siblings: Siblings) -> CallVerdict:
    found = evidence(call, siblings) if standing in _MAY_SKIP else None
    if standing is ParentVerdict.EMPTY:
        return CallVerdict(standing, found)
    if found is None:
        in_wrapper = standing in _MAY_SKIP and call.surroundings().in_wrapper
        return CallVerdict(ParentVerdict.SILENT if in_wrapper else standing)
    return CallVerdict(ParentVerdict.SKIPPED, found)


def _standing(call: SpanCall) -> ParentVerdict:
    """The first that holds: a declared root or what cannot be known is silence; a misplaced value, an empty one; then
    what opens a context around the call; then evidence that a parent is skipped; then nothing."""
    state = call.parent.state
    if state in (ParentState.ROOT, ParentState.UNKNOWN):
        return ParentVerdict.SILENT
    if call.misplaced is not None:
        return ParentVerdict.MISPLACED
    if state is ParentState.PASSED:
        return ParentVerdict.SILENT
    if state is ParentState.EMPTY:
        return ParentVerdict.SILENT if _declares_root(call) else ParentVerdict.EMPTY
    surroundings = call.surroundings()
    if surroundings.opened_by is not None and call.creator.absent != "root":
        return ParentVerdict.SILENT if surroundings.opened_by.root else ParentVerdict.AMBIENT
    return ParentVerdict.MISSING if call.creator.activates == "no" else ParentVerdict.MISSING_ACTIVE


def _declares_root(call: SpanCall) -> bool:
    """Whether an empty value is how the library declares a root: it means one, and leaving it out does not."""
    empty = call.creator.null if call.parent.null else call.creator.none
    return empty == "root" and call.creator.absent != "root"
