"""What shows that a parentless call has skipped a parent that the code at hand provides (SPN002).

A majority of siblings shows nothing: of 18 such calls in mature code none was a bug. What decides is a provider that
this call does not consult, or a context that nobody uses.
"""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record
from spanlint.model.facts import Branch, Details, ParentState, Provider, SpanCall
from spanlint.text.source import ByteRange


class Reason(Enum):
    """Which kind of evidence it is."""

    PROVIDER = "provider"
    SAME_NAME = "same name"
    PARAMETER = "parameter"
    LOCAL = "local"


class Evidence(Record):
    """Why a call is suspected: `name` is the provider, parameter or local that it skips, `siblings` pass a parent."""

    reason: Reason
    name: str
    siblings: tuple[SpanCall, ...] = ()
    provider: Provider | None = None


class Arm(Record):
    """Where in its function a call stands that passes a parent, and what it passes to which span."""

    branches: tuple[Branch, ...]
    parent_names: frozenset[str]
    name_key: str


class Arms(Record):
    """The arms of one function: all of them, those of one conditional, and those that leave one."""

    all: set[Arm]
    of_conditional: dict[ByteRange, set[Arm]]
    leaving: set[Arm]


class Siblings(Record):
    """The calls of one file, by what makes two of them siblings. A `name` is a span's name and kind.

    `arms` are those of one function; `providers` are of one SpanKind, each with the first call that asks it.
    """

    passing: tuple[SpanCall, ...]
    arms: dict[ByteRange, Arms]
    providers: dict[str, dict[Provider, SpanCall]]
    of_name: dict[tuple[str, str], list[SpanCall]]


def siblings_of(calls: tuple[SpanCall, ...]) -> Siblings:
    """Sort the calls of a file; `of_name` holds all of them, the others those that pass a parent."""
    passing = tuple(call for call in calls if call.parent.state is ParentState.PASSED and call.misplaced is None)
    arms: dict[ByteRange, Arms] = {}
    providers: dict[str, dict[Provider, SpanCall]] = {}
    for call in passing:
        details = call.details()
        if details.function is not None:
            _add_arm(arms.setdefault(details.function, Arms(set(), {}, set())), details)
        for provider in details.providers:
            providers.setdefault(details.kind, {}).setdefault(provider, call)
    of_name: dict[tuple[str, str], list[SpanCall]] = {}
    for call in calls if passing else ():
        details = call.details()
        if details.name_key:
            of_name.setdefault((details.name_key, details.kind), []).append(call)
    return Siblings(passing, arms, providers, of_name)


def evidence(call: SpanCall, siblings: Siblings) -> Evidence | None:
    """The strongest evidence that a parentless call skips a parent, None when there is none or it is cleared."""
    details = call.details()
    if details.links or details.forwards:
        return None
    if call.surroundings().in_wrapper:  # the parent that it forwards is a parameter: no other evidence counts
        return _by_parameter(details)
    beside = siblings.arms.get(details.function) if details.function is not None else None
    if beside is not None and any(_is_alternative(details, other) for other in _compared(details, beside)):
        return None
    return _by_provider(call, details, siblings) or _by_name(call, details, siblings) or _by_context(details)


def _by_provider(call: SpanCall, details: Details, siblings: Siblings) -> Evidence | None:
    for provider, other in siblings.providers.get(details.kind, {}).items() if details.kind else ():
        if _is_independent(provider, details):
            same = (each for each in siblings.passing if each.creator.method == call.creator.method)
            shown = tuple(each for each in same if each.details().kind == details.kind) or (other,)
            return Evidence(Reason.PROVIDER, f"{provider.written}()", shown, provider)
    return None


def _is_independent(provider: Provider, details: Details) -> bool:
    """Whether the call could have asked the provider: it does not already, and does not feed it."""
    if provider.owner not in (None, details.owner) or (provider.home and details.hands_to(provider.home)):
        return False
    return not (
        details.consults(provider.function) or details.consults(provider.via) or details.assigns(provider.reads)
    )


def _by_name(call: SpanCall, details: Details, siblings: Siblings) -> Evidence | None:
    """All other calls of the name pass a parent, and at least one of them something that this call could pass too."""
    same = siblings.of_name.get((details.name_key, details.kind), [])
    given = tuple(other for other in same if other.parent.state is ParentState.PASSED)
    reachable = (within is None or within.start <= call.at.start < within.end for within in map(_local_to, given))
    if details.feeds_context() or len(same) - len(given) > 1 or not any(reachable):
        return None
    return Evidence(Reason.SAME_NAME, details.span_name, given)


def _local_to(call: SpanCall) -> ByteRange | None:
    return call.details().local_to


def _by_context(details: Details) -> Evidence | None:
    late = details.start_time and details.spare_local and not details.feeds_context()
    return _by_parameter(details) or (Evidence(Reason.LOCAL, details.spare_local) if late else None)


def _by_parameter(details: Details) -> Evidence | None:
    return Evidence(Reason.PARAMETER, details.spare_parameter) if details.spare_parameter else None


def _add_arm(arms: Arms, details: Details) -> None:
    arm = Arm(details.branches, details.parent_names, details.name_key)
    arms.all.add(arm)
    for branch in arm.branches:
        arms.of_conditional.setdefault(branch.conditional, set()).add(arm)
        if branch.leaves:
            arms.leaving.add(arm)


def _compared(details: Details, beside: Arms) -> set[Arm]:
    """The arms that may be alternatives to a call's: not all are compared with all."""
    if any(branch.leaves for branch in details.branches):
        return beside.all
    shared = (beside.of_conditional.get(branch.conditional, set()) for branch in details.branches)
    return beside.leaving.union(*shared)


def _is_alternative(details: Details, other: Arm) -> bool:
    """Whether a decision leads to the call or to the other, in arms of its own or past the arm that returns early; one
    about the other's parent, or else between two ways to start the same span."""
    mine, others = (
        {branch.conditional: branch for branch in branches} for branches in (details.branches, other.branches)
    )
    for conditional, branch in (*mine.items(), *others.items()):
        first, second = mine.get(conditional), others.get(conditional)
        apart = first.arm != second.arm if first and second else branch.leaves
        if apart and (branch.decides & other.parent_names or details.name_key == other.name_key):
            return True
    return False
