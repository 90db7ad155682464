"""What shows that a parentless call has skipped a parent that the code at hand provides (SPN002).

A majority of siblings shows nothing: of 18 such calls in mature code none was a bug. What decides is a provider that
this call does not consult, or a context that nobody uses.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from spanlint.facts import Details, ParentState, Provider, SpanCall
from spanlint.source import ByteRange

Branches = tuple[tuple[ByteRange, ByteRange], ...]


class Reason(Enum):
    """Which kind of evidence it is."""

    PROVIDER = "provider"
    SAME_NAME = "same name"
    PARAMETER = "parameter"
    LOCAL = "local"


class Evidence(NamedTuple):
    """Why a call is suspected: `name` is the provider, parameter or local that it skips, `siblings` pass a parent."""

    reason: Reason
    name: str
    siblings: tuple[SpanCall, ...] = ()
    provider: Provider | None = None


class Siblings(NamedTuple):
    """The calls of one file, by what makes two of them siblings. A `name` is a span's name and kind.

    `arms` are the branches, in one function, of the calls that pass a parent; `providers` are of one SpanKind.
    """

    passing: tuple[SpanCall, ...]
    arms: dict[ByteRange, set[Branches]]
    providers: dict[str, list[tuple[Provider, SpanCall]]]
    of_name: dict[tuple[str, str], list[SpanCall]]


def siblings_of(calls: tuple[SpanCall, ...]) -> Siblings:
    """Sort the calls of a file; `of_name` holds all of them, the others those that pass a parent."""
    passing = tuple(call for call in calls if call.parent.state is ParentState.PASSED and call.misplaced is None)
    arms: dict[ByteRange, set[Branches]] = {}
    providers: dict[str, list[tuple[Provider, SpanCall]]] = {}
    for call in passing:
        details = call.details()
        if details.function is not None:
            arms.setdefault(details.function, set()).add(details.branches)
        providers.setdefault(details.kind, []).extend((provider, call) for provider in details.providers)
    of_name: dict[tuple[str, str], list[SpanCall]] = {}
    for call in calls if passing else ():
        details = call.details()
        if details.span_name:
            of_name.setdefault((details.span_name, details.kind), []).append(call)
    return Siblings(passing, arms, providers, of_name)


def evidence(call: SpanCall, siblings: Siblings) -> Evidence | None:
    """The strongest evidence that a parentless call skips a parent, None when there is none or it is cleared."""
    details = call.details()
    if details.links or details.forwards or call.surroundings().in_wrapper:
        return None
    beside = siblings.arms.get(details.function, ()) if details.function is not None else ()
    if any(_is_alternative(details.branches, other) for other in beside):
        return None
    return _by_provider(call, details, siblings) or _by_name(details, siblings) or _by_context(details)


def _by_provider(call: SpanCall, details: Details, siblings: Siblings) -> Evidence | None:
    for provider, other in siblings.providers.get(details.kind, ()) if details.kind else ():
        if _is_independent(provider, details):
            same = (each for each in siblings.passing if each.creator.method == call.creator.method)
            shown = tuple(each for each in same if each.details().kind == details.kind) or (other,)
            return Evidence(Reason.PROVIDER, f"{provider.written}()", shown, provider)
    return None


def _is_independent(provider: Provider, details: Details) -> bool:
    """Whether the call could have asked the provider: it does not already, and does not feed it."""
    return not (details.calls(provider.function) or details.calls(provider.via) or details.assigns(provider.reads))


def _by_name(details: Details, siblings: Siblings) -> Evidence | None:
    """All other calls of the name pass a parent, and at least one of them something that this call could pass too."""
    same = siblings.of_name.get((details.span_name, details.kind), [])
    given = tuple(other for other in same if other.parent.state is ParentState.PASSED)
    here = details.function
    reachable = [other for other in given if not other.details().local_parent or other.details().function == here]
    if details.feeds_context or len(same) - len(given) > 1 or not reachable:
        return None
    return Evidence(Reason.SAME_NAME, details.span_name, given)


def _by_context(details: Details) -> Evidence | None:
    if details.spare_parameter:
        return Evidence(Reason.PARAMETER, details.spare_parameter)
    late = details.start_time and details.spare_local and not details.feeds_context
    return Evidence(Reason.LOCAL, details.spare_local) if late else None


def _is_alternative(one: Branches, other: Branches) -> bool:
    """Whether two calls of a function are arms of one decision, or the other is the arm that returns early."""
    arms = dict(one)
    return any(arms.get(conditional) != arm for conditional, arm in other)
