"""What runs in one statement or condition, found the same way in every language."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.trees.tree import range_of
from spanlint.lean.records import Record
from spanlint.model.flow import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class Kinds(Record):
    """A grammar's node types: of calls, of waiting, and of what does not run where it stands.

    `quiet` tells of a call that it does not throw, `settled` of what is waited for that it does not fail.
    """

    calls: frozenset[str]
    waits: frozenset[str]
    opaque: frozenset[str]
    quiet: Callable[[Node], bool]
    settled: Callable[[Node], bool]


def step(node: Node, kinds: Kinds) -> Step:
    """A node as one step, with the calls in it that may throw and what it waits for."""
    calls, waits, pending = [], [], [node]
    while pending:
        each = pending.pop()
        if each.type in kinds.opaque:
            continue
        if each.type in kinds.calls and not kinds.quiet(each):
            calls.append(range_of(each))
        if each.type in kinds.waits and not kinds.settled(each):
            waits.append(range_of(each))
        if each.named_child_count:
            pending += each.named_children
    return Step(range_of(node), tuple(sorted(calls)), tuple(sorted(waits)))
