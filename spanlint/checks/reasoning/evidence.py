"""The evidence that a parentless call skips a parent that the code provides (SPN002).

A majority of siblings proves nothing: of 18 such calls in mature code, none was a bug. Evidence is a provider that this
call does not consult, or a context that nobody uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from spanlint.checks.reasoning.shared_parents import SharedParents, expression_of, is_independent
from spanlint.lean.records import Record
from spanlint.model.facts import BranchArm, Details, ParentState, Provider, SpanCall
from spanlint.text.source import ByteRange

_SAYS_PARENT = re.compile(r"parent|context|ctx", re.IGNORECASE)
_CALLED = re.compile(r"([\w$]+)\s*\(")


class Reason(Enum):
    """The kind of evidence."""

    PROVIDER = "provider"
    SAME_NAME = "same name"
    PARAMETER = "parameter"
    LOCAL = "local"


class Evidence(Record):
    """Why a call is suspect: `name` is the provider, parameter or local that it skips; `siblings` pass a parent."""

    reason: Reason
    name: str
    siblings: tuple[SpanCall, ...] = ()
    provider: Provider | None = None


class Arm(Record):
    """The branches around a call that passes a parent, the names in that parent, and the key of the span name."""

    branches: tuple[BranchArm, ...]
    parent_names: frozenset[str]
    name_key: str


class Arms(Record):
    """The arms of one function: all, those of each conditional, and those that leave it early."""

    all: set[Arm]
    of_conditional: dict[ByteRange, set[Arm]]
    leaving: set[Arm]


class Siblings(Record):
    """The calls of one file, grouped by what makes two calls siblings.

    `arms` are keyed by function, `providers` by SpanKind. Each provider has the first call that consults it. `of_name`
    is keyed by span name and kind. `configured` are the functions that the configured session context calls: a fix may
    have written their calls, so they are no evidence against the calls beside it.
    """

    passing: tuple[SpanCall, ...]
    arms: dict[ByteRange, Arms]
    providers: dict[str, dict[Provider, SpanCall]]
    shared: SharedParents
    of_name: dict[tuple[str, str], list[SpanCall]]
    configured: frozenset[str] = frozenset()


def siblings_of(calls: tuple[SpanCall, ...], session: str = "", is_test: bool = False) -> Siblings:
    """Returns the calls of a file in groups: `of_name` has all calls, the other groups those that pass a parent.

    `session` is the configured session context, empty for none. In a test file, `of_name` is empty: each test calls its
    spans `parent` and `child`.
    """
    passing = tuple(call for call in calls if call.parent.state is ParentState.PASSED and call.misplaced is None)
    arms: dict[ByteRange, Arms] = {}
    providers: dict[str, dict[Provider, SpanCall]] = {}
    for call in passing:
        details = call.details()
        if details.function is not None:
            _add_arm(arms.setdefault(details.function, Arms(set(), {}, set())), details)
        for provider in details.providers:
            if provider.is_function:
                providers.setdefault(details.kind, {}).setdefault(provider, call)
    of_name: dict[tuple[str, str], list[SpanCall]] = {}
    for call in calls if passing and not is_test else ():
        details = call.details()
        if details.name_key:
            of_name.setdefault((details.name_key, details.kind), []).append(call)
    shared = SharedParents(calls if not is_test else (), session)
    return Siblings(passing, arms, providers, shared, of_name, frozenset(_CALLED.findall(session)))


def evidence(call: SpanCall, siblings: Siblings) -> Evidence | None:
    """Returns the strongest evidence that a parentless call skips a parent; None if there is none or it is
    refuted by an alternative arm."""
    details = call.details()
    if details.has_links or details.is_forwarding or call.surroundings().opened_by is not None:
        return None
    arms = siblings.arms.get(details.function) if details.function is not None else None
    comparable = _comparable_arms(details, arms) if arms is not None else set()
    if call.surroundings().is_in_wrapper:  # it forwards a parameter as the parent, so no other evidence counts
        return None if any(_depends_on_parent(details, other) for other in comparable) else _by_parameter(details)
    if any(_is_alternative(details, other) for other in comparable):
        return None
    if any(details.runs_in(provider) for providers in siblings.providers.values() for provider in providers):
        return None  # the root of the context that the siblings pass
    found = _by_provider(call, details, siblings) or _by_shared(call, siblings)
    return found or _by_name(call, details, siblings) or _by_context(details)


def _by_provider(call: SpanCall, details: Details, siblings: Siblings) -> Evidence | None:
    for provider, other in siblings.providers.get(details.kind, {}).items() if details.kind else ():
        if not _may_be_a_fix(provider, siblings) and is_independent(provider, details):
            same = (sibling for sibling in siblings.passing if sibling.creator.method == call.creator.method)
            shown = tuple(sibling for sibling in same if sibling.details().kind == details.kind) or (other,)
            return Evidence(Reason.PROVIDER, expression_of(provider), shown, provider)
    return None


def _by_shared(call: SpanCall, siblings: Siblings) -> Evidence | None:
    parent = siblings.shared.skipped_by(call)
    if parent is None:
        return None
    return Evidence(Reason.PROVIDER, expression_of(parent.provider), parent.passing, parent.provider)


def _may_be_a_fix(provider: Provider, siblings: Siblings) -> bool:
    return provider.function in siblings.configured


def _by_name(call: SpanCall, details: Details, siblings: Siblings) -> Evidence | None:
    """Returns evidence if all other calls of the name pass a parent, and this call could pass one of those too."""
    same = siblings.of_name.get((details.name_key, details.kind), [])
    passing = tuple(
        other for other in same if other.parent.state is ParentState.PASSED and not other.details().is_parentless
    )
    if any(_may_be_a_fix(provider, siblings) for other in passing for provider in other.details().providers):
        return None
    reachable = (scope is None or scope.start <= call.at.start < scope.end for scope in map(_local_to, passing))
    if details.becomes_parent() or len(same) - len(passing) > 1 or not any(reachable):
        return None
    return Evidence(Reason.SAME_NAME, details.span_name, passing)


def _local_to(call: SpanCall) -> ByteRange | None:
    return call.details().local_to


def _by_context(details: Details) -> Evidence | None:
    is_late = details.has_start_time and details.unused_local and not details.becomes_parent()
    return _by_parameter(details) or (Evidence(Reason.LOCAL, details.unused_local) if is_late else None)


def _by_parameter(details: Details) -> Evidence | None:
    return Evidence(Reason.PARAMETER, details.unused_parameter) if details.unused_parameter else None


def _add_arm(arms: Arms, details: Details) -> None:
    arm = Arm(details.branches, details.parent_names, details.name_key)
    arms.all.add(arm)
    for branch in arm.branches:
        arms.of_conditional.setdefault(branch.conditional, set()).add(arm)
        if branch.is_leaving:
            arms.leaving.add(arm)


def _comparable_arms(details: Details, arms: Arms) -> set[Arm]:
    """Returns the arms that may be alternatives to the arms of a call, so that not all are compared with all."""
    if any(branch.is_leaving for branch in details.branches):
        return arms.all
    shared = (arms.of_conditional.get(branch.conditional, set()) for branch in details.branches)
    return arms.leaving.union(*shared)


def _is_alternative(details: Details, other: Arm) -> bool:
    """Whether a conditional decides between the call and the other arm.

    The condition must be about the other's parent, or both must start the same span.
    """
    has_same_name = details.name_key == other.name_key
    return _depends_on_parent(details, other) or (has_same_name and any(True for _ in _deciding(details, other)))


def _depends_on_parent(details: Details, other: Arm) -> bool:
    """Whether a condition about the other arm's parent, or about some context, decides between it and the call."""
    return any(
        branch.decides & other.parent_names or any(map(_SAYS_PARENT.search, branch.decides))
        for branch in _deciding(details, other)
    )


def _deciding(details: Details, other: Arm) -> Iterator[BranchArm]:
    """Yields the arms of the conditionals between the call and the other arm.

    The two are in different arms of it, or one of them follows an arm that leaves early.
    """
    mine, others = (
        {branch.conditional: branch for branch in branches} for branches in (details.branches, other.branches)
    )
    for conditional, branch in (*mine.items(), *others.items()):
        first, second = mine.get(conditional), others.get(conditional)
        is_apart = first.arm != second.arm if first and second else branch.is_leaving
        if is_apart:
            yield branch
