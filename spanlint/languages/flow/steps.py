"""What runs in one statement or condition, in any language."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.trees.tree import range_of
from spanlint.lean.records import Record
from spanlint.model.flow import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class StepKinds(Record):
    """A grammar's node types: calls, awaits, and `opaque` nodes, which do not run where they are written.

    `is_quiet` says whether a call never throws, `is_settled` whether an await never fails.
    """

    calls: frozenset[str]
    waits: frozenset[str]
    opaque: frozenset[str]
    is_quiet: Callable[[Node], bool]
    is_settled: Callable[[Node], bool]


def step(node: Node, kinds: StepKinds) -> Step:
    """A node as one step, with the calls in it that may throw and the awaits that may fail."""
    calls, waits, pending = [], [], [node]
    while pending:
        part = pending.pop()
        if part.type in kinds.opaque:
            continue
        if part.type in kinds.calls and not kinds.is_quiet(part):
            calls.append(range_of(part))
        if part.type in kinds.waits and not kinds.is_settled(part):
            waits.append(range_of(part))
        if part.named_child_count:
            pending += part.named_children
    return Step(range_of(node), tuple(sorted(calls)), tuple(sorted(waits)))
