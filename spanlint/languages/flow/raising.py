"""Whether a function raises, on every path from a place, the exception that it has there."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.flow.graph import Edge, FlowNode, Graph
from spanlint.languages.flow.places import is_among
from spanlint.model.flow import ExitKind, Jump, Step
from spanlint.text.source import ByteRange


def raised_from(
    graph: Graph, place: int, block: ByteRange, is_same: Callable[[ByteRange], bool], stops: frozenset[int]
) -> ByteRange | None:
    """Where the exception is raised first, if every path from what runs at a byte raises it out of a block around it.

    None if one does not, if a handler in the block catches it, or if a path leads over one of the bytes `stops`.
    `is_same` says whether a raise is of that exception.
    """
    raises: list[ByteRange] = []
    stopping = graph.places.numbers_of(stops)
    pending = [(number, False) for number in _innermost(graph, place)]
    seen = set(pending)
    for number, is_raised in pending:
        node = graph.nodes[number]
        has_left = number in graph.ends or (node.handler or _place(node) or block).start not in range(*block)
        if has_left and is_raised and graph.ends.get(number) in (None, ExitKind.THROW):
            continue
        if has_left or node.handler is not None or not node.edges or is_among(number, stopping):
            return None
        if isinstance(node.part, Jump):
            is_raised = node.part.kind is ExitKind.THROW
            if is_raised and not is_same(node.part.at):
                return None
            raises += [node.part.at] if is_raised else []
        following = {(to, is_raised) for why, to in node.edges if why is Edge.NEXT} - seen
        seen |= following
        pending += following
    return min(raises, default=None)


def _innermost(graph: Graph, place: int) -> list[int]:
    """The numbers of the smallest parts that cover a byte; a `finally` has several for the same."""
    numbers = graph.places.numbers_at(place)
    ranges = {number: _place(graph.nodes[number]) for number in numbers}
    smallest = max((at.start for at in ranges.values() if at is not None), default=0)
    return [number for number, at in ranges.items() if at is not None and at.start == smallest]


def _place(node: FlowNode) -> ByteRange | None:
    return node.part.at if isinstance(node.part, Step | Jump) else None
