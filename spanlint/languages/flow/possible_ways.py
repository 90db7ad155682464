"""What may lead to places of a function whichever place comes before them, worked out once for all of these."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.flow.graph import Edge, FlowNode, Graph
from spanlint.model.flow import Condition, ExitKind, Jump
from spanlint.text.source import ByteRange


def leading_nodes(
    graph: Graph,
    goals: frozenset[int],
    stops: frozenset[int],
    is_bound: Callable[[ByteRange], bool],
    follow: frozenset[Edge],
    may_throw: bool,
) -> frozenset[int]:
    """The nodes from which `Sequel` may find a path to one of the bytes `goals`, those at the goals among them.

    A condition that `is_bound` is free for none of the places that ask, so both of its arms have to lead on. Paths end
    at the bytes `stops`, follow the edges of `follow`, and go past a throw only if `may_throw`.
    """
    bound: dict[ByteRange, bool] = {}

    def decides(node: FlowNode) -> bool:
        if node.is_loop or not isinstance(node.part, Condition):
            return node.part is None and bool(node.arms) and not node.is_loop
        if node.part.at not in bound:
            bound[node.part.at] = is_bound(node.part.at)
        return bound[node.part.at]

    leading, stopping = set(graph.places.numbers_of(goals)), set(graph.places.numbers_of(stops))
    has_changed = bool(leading)
    while has_changed:
        has_changed = False
        for number, node in enumerate(graph.nodes):
            is_thrown = isinstance(node.part, Jump) and node.part.kind is ExitKind.THROW
            if number in leading or number in stopping or (is_thrown and not may_throw):
                continue
            ways = [to in leading for why, to in node.edges if why in follow]
            if ways and (all(ways) if decides(node) else any(ways)):
                leading.add(number)
                has_changed = True
    return frozenset(leading)
