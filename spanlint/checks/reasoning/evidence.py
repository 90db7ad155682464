"""The evidence that a parentless call skips a parent that the code provides (SPN002).

A majority of siblings proves nothing: of 18 such calls in mature code, none was a bug. Evidence is a provider that this
call does not consult, a parent that its caller passes, or a context that nobody uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum

from spanlint.checks.reasoning.alternatives import (
    Arm,
    Arms,
    arm_of,
    arms_of,
    comparable_arms,
    depends_on_parent,
    is_same_span,
    opened_arms,
)
from spanlint.checks.reasoning.callers import (
    Callers,
    Skipped,
    callers_of,
    is_bare_span,
    skipped_local,
    skipped_member,
    skipped_parameter,
)
from spanlint.checks.reasoning.shared_parents import SharedParents, expression_of, is_independent
from spanlint.lean.lazy import lazy
from spanlint.lean.records import Record
from spanlint.model.facts import Details, ParentState, Provider, SpanCall
from spanlint.model.nearby_parents import UnusedParameter
from spanlint.model.usages import UnreadContext
from spanlint.text.source import ByteRange

_CALLED = re.compile(r"([\w$]+)\s*\(")


class Reason(Enum):
    """The kind of evidence."""

    PROVIDER = "provider"
    SAME_NAME = "same name"
    PARAMETER = "parameter"
    LOCAL = "local"
    UNREAD = "unread"
    CALLER = "caller"
    RESOLVED = "resolved"
    MEMBER = "member"


class Evidence(Record):
    """Why a call is suspect: `name` is the provider, parameter or local that it skips; `siblings` pass a parent.

    `parameter` is the one that it leaves unused. `expression` is what a sibling passes, if that means the same here.
    `made` is the name of what makes the context that an unread local holds.
    """

    reason: Reason
    name: str
    siblings: tuple[SpanCall, ...] = ()
    provider: Provider | None = None
    parameter: UnusedParameter | None = None
    expression: str = ""
    made: ByteRange | None = None


class Siblings(Record):
    """The calls of one file, grouped by what makes two calls siblings.

    `arms` are keyed by function, and so are those that `opened` returns, of calls for which a context is opened.
    `providers` are keyed by SpanKind. Each provider has the first call that consults it. `of_name`
    is keyed by span name and kind, and has the number of calls and those that pass a parent. `configured` are the
    functions that the configured session context calls: a fix may have written their calls, so they are no evidence
    against the calls beside it. `unread` are the contexts that nobody reads, by the first call that could have been
    passed them.
    """

    passing: tuple[SpanCall, ...]
    arms: dict[ByteRange, Arms]
    opened: Callable[[], dict[ByteRange, Arms]]
    providers: dict[str, dict[Provider, SpanCall]]
    shared: SharedParents
    of_name: dict[tuple[str, str], tuple[int, tuple[SpanCall, ...]]]
    callers: Callers
    configured: frozenset[str] = frozenset()
    unread: Mapping[ByteRange, UnreadContext] = {}


def siblings_of(
    calls: tuple[SpanCall, ...], session: str = "", is_test: bool = False, unread: Iterable[UnreadContext] = ()
) -> Siblings:
    """Returns the calls of a file in groups: `of_name` has all calls, the other groups those that pass a parent.

    `session` is the configured session context, empty for none. In a test file, `of_name` is empty: each test calls its
    spans `parent` and `child`.
    """
    passing = tuple(call for call in calls if call.passes_context)
    providers: dict[str, dict[Provider, SpanCall]] = {}
    for call in passing:
        details = call.details()
        for provider in details.providers:
            if provider.is_function:
                providers.setdefault(details.kind, {}).setdefault(provider, call)
    of_name: dict[tuple[str, str], list[SpanCall]] = {}
    for call in calls if passing and not is_test else ():
        details = call.details()
        if details.name_key:
            of_name.setdefault((details.name_key, details.kind), []).append(call)
    shared = SharedParents(calls if not is_test else (), session)
    configured = frozenset(_CALLED.findall(session))
    unread_by_call = {context.call: context for context in unread if context.call is not None}
    groups = {key: (len(same), tuple(filter(_passes_parent, same))) for key, same in of_name.items()}
    callers = callers_of((*passing, *(call for call in calls if is_bare_span(call))))
    arms, opened = arms_of(passing), lazy(lambda: opened_arms(filter(_has_opened_context, calls)))
    return Siblings(passing, arms, opened, providers, shared, groups, callers, configured, unread_by_call)


def _has_opened_context(call: SpanCall) -> bool:
    opened_by = call.surroundings().opened_by if call.parent.state is ParentState.ABSENT else None
    return opened_by is not None and opened_by.is_certain and not opened_by.is_root


def _passes_parent(call: SpanCall) -> bool:
    return call.parent.state is ParentState.PASSED and not call.details().is_parentless


def evidence(call: SpanCall, siblings: Siblings) -> Evidence | None:
    """Returns the strongest evidence that a parentless call skips a parent; None if there is none or it is
    refuted by an alternative arm."""
    details = call.details()
    if call.surroundings().opened_by is not None or is_left_without(details, siblings):
        return None
    if details.has_links:  # it has no parent on purpose, unless the calls with a parent have links as well
        found = _by_caller(call, details, siblings)
        others = found.siblings if found is not None else ()
        return found if others and all(other.details().has_links for other in others) else None
    if call.surroundings().is_in_wrapper or details.is_forwarding:  # it has no other parent than what callers pass
        shared = _by_shared(call, siblings) if not details.is_forwarding else None
        return _by_caller(call, details, siblings) or shared
    if any(is_same_span(arm_of(details), other) for other in _comparable(details, siblings.arms)):
        return _by_local(call, siblings, is_alternative=True)
    if any(details.runs_in(provider) for providers in siblings.providers.values() for provider in providers):
        return None  # the root of the context that the siblings pass
    return (
        _by_provider(call, details, siblings)
        or _by_shared(call, siblings)
        or _by_name(call, details, siblings)
        or _by_late_start(call)
        or _by_caller(call, details, siblings)
        or _by_unread(call, siblings)
    )


def is_left_without(details: Details, siblings: Siblings) -> bool:
    """Whether a condition about a parent leaves a call without one: another arm of it passes a parent."""
    return any(depends_on_parent(arm_of(details), other) for other in _comparable(details, siblings.arms))


def is_left_unopened(details: Details, siblings: Siblings) -> bool:
    """Whether a condition about a parent leaves a call without one: another arm of it opens a context for its call."""
    return any(depends_on_parent(arm_of(details), other) for other in _comparable(details, siblings.opened()))


def _comparable(details: Details, arms_by_function: Mapping[ByteRange, Arms]) -> set[Arm]:
    arms = arms_by_function.get(details.function) if details.function is not None else None
    return comparable_arms(arm_of(details), arms) if arms is not None else set()


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
    """Whether a fix may have written the call of a provider: the configured expression, in the slot or a local."""
    return not provider.via and siblings.configured >= {provider.function, *provider.beside}


def _by_name(call: SpanCall, details: Details, siblings: Siblings) -> Evidence | None:
    """Returns evidence if all other calls of the name pass a parent, and this call could pass one of those too."""
    count, passing = siblings.of_name.get((details.name_key, details.kind), (0, ()))
    if count - len(passing) > 1:
        return None
    if any(_may_be_a_fix(provider, siblings) for other in passing for provider in other.details().providers):
        return None
    reachable = (scope is None or scope.start <= call.at.start < scope.end for scope in map(_local_to, passing))
    if details.becomes_parent() or not any(reachable):
        return None
    return Evidence(Reason.SAME_NAME, details.span_name, passing)


def _local_to(call: SpanCall) -> ByteRange | None:
    return call.details().local_to


def _by_late_start(call: SpanCall) -> Evidence | None:
    local = call.details().unused_local() if call.has_start_time() else ""
    return Evidence(Reason.LOCAL, local) if local and not call.details().becomes_parent() else None


def _by_unread(call: SpanCall, siblings: Siblings) -> Evidence | None:
    unread = siblings.unread.get(call.at)
    return Evidence(Reason.UNREAD, unread.local, made=unread.at) if unread is not None else None


def _by_parameter(details: Details) -> Evidence | None:
    unused = details.nearby.unused()
    return Evidence(Reason.PARAMETER, unused.name, parameter=unused) if unused is not None else None


def _by_caller(call: SpanCall, details: Details, siblings: Siblings) -> Evidence | None:
    """Returns evidence if the call skips what callers pass to its function, by the calls that pass it."""
    return (
        _of_skipped(Reason.CALLER, skipped_parameter(details, siblings.callers))
        or _by_parameter(details)
        or _by_local(call, siblings)
        or _of_skipped(Reason.MEMBER, skipped_member(details, siblings.callers))
    )


def _by_local(call: SpanCall, siblings: Siblings, is_alternative: bool = False) -> Evidence | None:
    return _of_skipped(Reason.RESOLVED, skipped_local(call, siblings.callers, is_alternative))


def _of_skipped(reason: Reason, skipped: Skipped | None) -> Evidence | None:
    if skipped is None:
        return None
    return Evidence(reason, skipped.name, (skipped.other,), expression=skipped.expression)
