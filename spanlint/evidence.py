"""What shows that a parentless call has skipped a parent that the code at hand provides (SPN002).

A majority of siblings shows nothing: of 18 such calls in mature code none was a bug. What decides is a provider that
this call does not consult, or a context that nobody uses.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from spanlint.facts import Details, ParentState, Provider, SpanCall


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


def evidence(call: SpanCall, calls: tuple[SpanCall, ...]) -> Evidence | None:
    """The strongest evidence that a parentless call skips a parent, None when there is none or it is cleared."""
    details = call.details()
    if details.links or details.forwards or call.surroundings().in_wrapper:
        return None
    passing = [other for other in calls if other.parent.state is ParentState.PASSED and other.misplaced is None]
    if any(_is_alternative(details, other.details()) for other in passing):
        return None
    return _by_provider(call, details, passing) or _by_name(details, calls) or _by_context(details)


def _by_provider(call: SpanCall, details: Details, passing: list[SpanCall]) -> Evidence | None:
    same_kind = [other for other in passing if details.kind and other.details().kind == details.kind]
    for other in same_kind:
        for provider in other.details().providers:
            if _is_independent(provider, details):
                siblings = tuple(each for each in same_kind if each.creator.method == call.creator.method) or (other,)
                return Evidence(Reason.PROVIDER, f"{provider.written}()", siblings, provider)
    return None


def _is_independent(provider: Provider, details: Details) -> bool:
    """Whether the call could have asked the provider: it does not already, and does not feed it."""
    return not (details.calls(provider.function) or details.calls(provider.via) or details.assigns(provider.reads))


def _by_name(details: Details, calls: tuple[SpanCall, ...]) -> Evidence | None:
    """All other calls of the name pass a parent, and at least one of them something that this call could pass too."""
    if not details.span_name:
        return None
    same = [
        other
        for other in calls
        if other.details().span_name == details.span_name and other.details().kind == details.kind
    ]
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


def _is_alternative(one: Details, other: Details) -> bool:
    """Whether two calls of a function are arms of one decision, or the other is the arm that returns early."""
    if one.function is None or one.function != other.function:
        return False
    arms = dict(one.branches)
    return any(arms.get(conditional) != arm for conditional, arm in other.branches)
