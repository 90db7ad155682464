"""The alternatives to a call: the arms of decisions in which another call passes a parent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.branches import BranchArm
from spanlint.model.facts import Details, SpanCall
from spanlint.text.source import ByteRange

_SAYS_PARENT = lazy_pattern(r"parent|context|ctx|root|detach|remote|propagat|new_?trace|trace_?id", re.IGNORECASE)


class Arm(Record):
    """The branches around a call, the names in the parent that it passes, where a local is declared that holds this
    parent, and the key of the span name."""

    branches: tuple[BranchArm, ...]
    parent_names: frozenset[str]
    resolved_at: int | None
    name_key: str


class Arms(Record):
    """The arms of one function: all, those of each conditional, and those that leave it early."""

    all: set[Arm]
    of_conditional: dict[ByteRange, set[Arm]]
    leaving: set[Arm]


def arm_of(details: Details, function: ByteRange | None = None) -> Arm:
    """Returns the arm of a call, with the branches up to the innermost function around it or up to another one."""
    branches = details.branches if function is None else details.nearby.branches(function)
    return Arm(branches, details.parent_names, details.nearby.resolved_at, details.name_key)


def arms_of(calls: Iterable[SpanCall]) -> dict[ByteRange, Arms]:
    """Returns the arms of calls that pass a parent, by the function around each."""
    arms: dict[ByteRange, Arms] = {}
    for details in (call.details() for call in calls):
        if details.function is not None:
            _add_arm(arms, details.function, arm_of(details))
    return arms


def opened_arms(calls: Iterable[SpanCall]) -> dict[ByteRange, Arms]:
    """Returns the arms of calls for which a context is opened, by each function around: the opener may run the inner
    one at once."""
    arms: dict[ByteRange, Arms] = {}
    for details in (call.details() for call in calls):
        for function in details.nearby.functions:
            _add_arm(arms, function, arm_of(details, function))
    return arms


def _add_arm(arms: dict[ByteRange, Arms], function: ByteRange, arm: Arm) -> None:
    of_function = arms.setdefault(function, Arms(set(), {}, set()))
    of_function.all.add(arm)
    for branch in arm.branches:
        of_function.of_conditional.setdefault(branch.conditional, set()).add(arm)
        if branch.is_leaving:
            of_function.leaving.add(arm)


def comparable_arms(arm: Arm, arms: Arms) -> set[Arm]:
    """Returns the arms that may be alternatives to another arm, so that not all are compared with all."""
    if any(branch.is_leaving for branch in arm.branches):
        return arms.all
    shared = (arms.of_conditional.get(branch.conditional, set()) for branch in arm.branches)
    return arms.leaving.union(*shared)


def is_same_span(arm: Arm, other: Arm) -> bool:
    """Whether a conditional decides between two arms that start the same span."""
    return arm.name_key == other.name_key and any(True for _ in _deciding(arm, other))


def depends_on_parent(arm: Arm, other: Arm) -> bool:
    """Whether a condition about the other arm's parent, or about some context, decides between two arms."""
    return any(says_parent(branch) or _is_about_parent(branch, other) for branch in _deciding(arm, other))


def says_parent(branch: BranchArm) -> bool:
    """Whether a name in a condition says that it is about a parent or a trace."""
    return any(map(_SAYS_PARENT.search, branch.decides))


def _is_about_parent(branch: BranchArm, other: Arm) -> bool:
    """Whether a condition reads what the parent of an arm is made of.

    If a local has held the parent since before the condition, what decides must be that parent, not another member of
    the same object: `options.active` says nothing about `options.context`.
    """
    if other.resolved_at is None or other.resolved_at >= branch.conditional.start:
        return not _parts(branch.decides).isdisjoint(_parts(other.parent_names))
    return any(
        _is_part(name, parent) or _is_part(parent, name) for name in branch.decides for parent in other.parent_names
    )


def _parts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(part for name in names for part in name.split("."))


def _is_part(name: str, whole: str) -> bool:
    return whole == name or whole.startswith(f"{name}.")


def _deciding(arm: Arm, other: Arm) -> Iterator[BranchArm]:
    """Yields the arms of the conditionals between two arms.

    The two are in different arms of it, or one of them follows an arm that leaves early.
    """
    mine, others = ({branch.conditional: branch for branch in branches} for branches in (arm.branches, other.branches))
    for conditional, branch in (*mine.items(), *others.items()):
        first, second = mine.get(conditional), others.get(conditional)
        is_apart = first.arm != second.arm if first and second else branch.is_leaving
        if is_apart:
            yield branch
