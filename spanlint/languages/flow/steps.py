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

    `is_quiet` says whether a call never throws, `is_settled` whether an await never fails. `yields` and `bodies` are
    the types of a yield, in a function that may be left there: as in `Step`.
    """

    calls: frozenset[str]
    waits: frozenset[str]
    opaque: frozenset[str]
    is_quiet: Callable[[Node], bool]
    is_settled: Callable[[Node], bool]
    yields: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()


def step(node: Node, kinds: StepKinds) -> Step:
    """A node as one step, with the calls in it that may throw, and the awaits and the yields that may be left."""
    calls, waits, yields, bodies, pending = [], [], [], [], [node]
    while pending:
        part = pending.pop()
        kind = part.type
        if kind in kinds.opaque:
            continue
        if kind in kinds.calls and not kinds.is_quiet(part):
            calls.append(range_of(part))
        if kind in kinds.waits and not kinds.is_settled(part):
            waits.append(range_of(part))
        if kind in kinds.yields:
            yields.append(range_of(part))
        if kind in kinds.bodies:
            bodies.append(range_of(part))
        if part.named_child_count:
            pending += part.named_children
    if not (calls or waits or yields or bodies):
        return Step(range_of(node))
    places = (tuple(sorted(found)) for found in (calls, waits, yields, bodies))
    return Step(range_of(node), *places)
