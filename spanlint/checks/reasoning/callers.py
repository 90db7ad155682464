"""What callers pass: the parents that come from a function's parameters, and the calls beside them that skip these."""

from __future__ import annotations

from spanlint.checks.reasoning.alternatives import arm_of, depends_on_parent, says_parent
from spanlint.lean.records import Record
from spanlint.model.facts import Details, SpanCall
from spanlint.model.misplaced import Mistake
from spanlint.model.nearby_parents import CallerParent, TypedMember
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    Passed = dict[ByteRange, dict[tuple[ByteRange, str], tuple[CallerParent, SpanCall]]]


class Callers(Record):
    """The calls of one file that pass a parent which comes from elsewhere.

    `passed` is keyed by function: its parameters, with the first call of each SpanKind that passes them. `resolved` has
    the first call that passes an expression, by its normalized text and SpanKind; `members` the first that passes a
    member of a parameter, by the parameter's type and SpanKind. `texts` and `types` are the texts and types of these.
    """

    passed: Passed
    resolved: dict[tuple[str, str], SpanCall]
    members: dict[tuple[TypedMember, str], SpanCall]
    texts: frozenset[str]
    types: frozenset[TypedMember]


class Skipped(Record):
    """What a call skips, the call that passes it, and the expression that this call could pass, or empty."""

    name: str
    other: SpanCall
    expression: str = ""


def callers_of(passing: tuple[SpanCall, ...]) -> Callers:
    """Returns the calls that pass a parent in groups."""
    passed: Passed = {}
    resolved: dict[tuple[str, str], SpanCall] = {}
    members: dict[tuple[TypedMember, str], SpanCall] = {}
    for call in passing:
        details = call.details()
        nearby = details.nearby
        for parent in nearby.passed:
            passed.setdefault(parent.function, {}).setdefault((parent.at, details.kind), (parent, call))
            if parent.member is not None:
                members.setdefault((parent.member, details.kind), call)
        if nearby.resolved and not is_bare_span(call) and not details.is_parentless and details.local_to is None:
            resolved.setdefault((nearby.resolved, details.kind), call)
    texts, types = frozenset(text for text, _ in resolved), frozenset(member for member, _ in members)
    return Callers(passed, resolved, members, texts, types)


def is_bare_span(call: SpanCall) -> bool:
    """Whether a call passes a span that belongs into a context."""
    return call.misplaced is not None and call.misplaced.mistake is Mistake.SPAN


def skipped_parameter(details: Details, callers: Callers) -> Skipped | None:
    """Returns a parameter that a call beside this one passes on, and that this one could pass as well."""
    for function in details.nearby.functions:
        for (_, kind), (parent, other) in callers.passed.get(function, {}).items():
            if kind == details.kind and _skips(details, parent, other.details()):
                value = other.misplaced or other.parent
                can_repeat = value.at is not None and details.nearby.can_repeat(value.at)
                return Skipped(parent.written, other, value.text if can_repeat else "")
    return None


def _skips(details: Details, parent: CallerParent, other: Details) -> bool:
    """Whether a call leaves out a parameter that another one passes: the two are neither parent and child, nor
    alternatives."""
    span = details.nearby.span
    if span and any(name.partition(".")[0] == span for name in other.parent_names):
        return False
    may_be_child = other.function in details.nearby.functions[1:]  # it may run while the other's span is current
    if may_be_child or not details.nearby.can_read(parent):
        return False
    return not depends_on_parent(arm_of(details, parent.function), arm_of(other, parent.function))


def skipped_local(call: SpanCall, callers: Callers, is_alternative: bool = False) -> Skipped | None:
    """Returns a local at the call that holds what another call passes.

    Of two arms that start the same span, one may do without a parent on purpose, unless they call different methods.
    """
    details = call.details()
    held = details.nearby.holding(callers.texts) if callers.texts else None
    other = callers.resolved.get((held.text, details.kind)) if held is not None else None
    if held is None or other is None or any(map(says_parent, details.branches)):
        return None
    is_meant = is_alternative and other.creator.method == call.creator.method
    return None if is_meant else Skipped(held.name, other, held.name)


def skipped_member(details: Details, callers: Callers) -> Skipped | None:
    """Returns a member of a parameter that the function never reads, and that another one passes."""
    unread = details.nearby.unread_member(callers.types) if callers.types else None
    other = callers.members.get((unread.member, details.kind)) if unread is not None else None
    if unread is None or other is None or any(map(says_parent, details.branches)):
        return None
    return Skipped(unread.written, other)
