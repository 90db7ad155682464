"""Decides which parent rule reports a call. Each call has one verdict, so it gets at most one of their findings."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import lru_cache

from spanlint.checks.reasoning.designs import meant
from spanlint.checks.reasoning.evidence import Evidence, Siblings, evidence, siblings_of
from spanlint.lean.records import Record
from spanlint.model.activations import Activations
from spanlint.model.facts import Facts, ParentState, SpanCall
from spanlint.model.settings import Settings
from spanlint.model.usages import Usages


class ParentVerdict(Enum):
    """The verdict on the parent of a call."""

    SILENT = "silent"
    MISPLACED = "misplaced"
    EMPTY = "empty"
    AMBIENT = "ambient"
    SKIPPED = "skipped"
    MISSING = "missing"
    MISSING_ACTIVE = "missing active"


_MAY_START_TRACE = ("root", "either")
_OUTGOING = ("CLIENT", "PRODUCER")  # such a span is part of what runs when the request or the message is sent
_MAY_SKIP = (ParentVerdict.MISSING, ParentVerdict.MISSING_ACTIVE, ParentVerdict.EMPTY)


class CallVerdict(Record):
    """The verdict on a call, with evidence if it is SKIPPED, or EMPTY where a parent was available."""

    verdict: ParentVerdict
    evidence: Evidence | None = None


def verdicts(facts: Facts, settings: Settings) -> tuple[tuple[SpanCall, CallVerdict], ...]:
    """Returns the verdict on each call of a file."""
    session = dict(settings.session_contexts).get(facts.language)
    names_session = session is not None or facts.language in settings.lost_sessions
    # A project that names its session's context wants it for every span that a call only starts.
    activations = None if names_session else facts.activations
    expression = session.expression if session is not None else ""
    return _verdicts(facts.calls, activations, expression, settings.is_test_file, facts.usages)


@lru_cache(maxsize=1)  # every parent rule asks about the same file in turn
def _verdicts(
    calls: tuple[SpanCall, ...],
    activations: Callable[[], Activations] | None,
    session: str,
    is_test: bool,
    usages: Callable[[], Usages],
) -> tuple[tuple[SpanCall, CallVerdict], ...]:
    initial_verdicts = [(call, _initial_verdict(call, activations)) for call in calls]
    if not any(initial in _MAY_SKIP for _, initial in initial_verdicts):
        return tuple((call, CallVerdict(initial)) for call, initial in initial_verdicts)
    siblings = siblings_of(calls, session, is_test, usages().unread)
    final_verdicts = tuple((call, _final_verdict(call, initial, siblings)) for call, initial in initial_verdicts)
    if activations is None:
        return final_verdicts
    missing = [call for call, verdict in final_verdicts if verdict.verdict is ParentVerdict.MISSING]
    by_design = meant(missing, siblings)
    return tuple(
        (call, CallVerdict(ParentVerdict.MISSING_ACTIVE) if call.at in by_design else verdict)
        for call, verdict in final_verdicts
    )


def _final_verdict(call: SpanCall, initial: ParentVerdict, siblings: Siblings) -> CallVerdict:
    found = evidence(call, siblings) if initial in _MAY_SKIP else None
    if initial is ParentVerdict.EMPTY:
        return CallVerdict(initial, found)
    if found is None:
        is_in_wrapper = initial in _MAY_SKIP and call.surroundings().is_in_wrapper
        return CallVerdict(ParentVerdict.SILENT if is_in_wrapper else initial)
    return CallVerdict(ParentVerdict.SKIPPED, found)


def _initial_verdict(call: SpanCall, activations: Callable[[], Activations] | None) -> ParentVerdict:
    """Returns the verdict before evidence is considered. The first that applies wins: silence on a declared root or an
    unknown parent, a misplaced value, an empty value, a context around the call, a missing parent."""
    state = call.parent.state
    if state in (ParentState.ROOT, ParentState.UNKNOWN):
        return ParentVerdict.SILENT
    if call.misplaced is not None:
        return ParentVerdict.MISPLACED
    if state is ParentState.PASSED:
        return ParentVerdict.SILENT
    if state is ParentState.EMPTY:
        return ParentVerdict.SILENT if declares_root(call) else ParentVerdict.EMPTY
    if call.is_decorator and call.creator.takes_context and call.creator.activates == "no":
        return ParentVerdict.SILENT  # a span is no decorator: this is a mistake of another kind, or another library's
    surroundings = call.surroundings()
    opened_by = surroundings.opened_by
    if opened_by is not None and opened_by.is_certain and call.creator.absent not in _MAY_START_TRACE:
        return ParentVerdict.SILENT if opened_by.is_root else ParentVerdict.AMBIENT
    is_active = call.creator.activates != "no" or (activations is not None and _takes_active(call, activations))
    return ParentVerdict.MISSING_ACTIVE if is_active else ParentVerdict.MISSING


def _takes_active(call: SpanCall, activations: Callable[[], Activations]) -> bool:
    """Whether a call that only starts its span takes the active context by design: for its kind, or since the function
    does by hand what an activating call does.

    What patches a library or wraps a function runs in its callers' context, and cannot know another. A span that is
    kept for another method to end is no part of one call, whatever its kind.
    """
    if call.creator.absent != "ambient":
        return False
    details, takes_context = call.details(), call.creator.takes_context
    is_part_of_call = (takes_context and details.kind in _OUTGOING) or details.is_in_instrumentation()
    is_hook = details.is_kept() and not details.becomes_parent()
    return (is_part_of_call and not is_hook) or (takes_context and call.at in activations().by_hand())


def declares_root(call: SpanCall) -> bool:
    """Whether an empty value declares a root: the library takes it for one, and it is written out or, if its absence
    means something else, in a variable."""
    empty = call.creator.null if call.parent.is_null else call.creator.none
    return empty == "root" and (call.creator.absent != "root" or call.parent.is_written_empty())
