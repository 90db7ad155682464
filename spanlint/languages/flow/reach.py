"""Which parts of a function run after which others, whatever becomes of its values."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spanlint.languages.flow.graph import Edge, Graph
from spanlint.languages.flow.loops import first_leading
from spanlint.languages.flow.places import is_among
from spanlint.model.flow import Condition, Jump

_EDGES = frozenset(Edge)


def may_repeat(graph: Graph, start: int, place: int) -> bool:
    """Whether the code at a byte may run twice after the code at the byte `start` has run once."""
    covering = [
        (number, part) for number in graph.places.numbers_at(place) if (part := graph.nodes[number].part) is not None
    ]
    # The expression that is all of an arrow function is a step, and then a jump of the same bytes.
    innermost = min(
        (part for _, part in covering),
        key=lambda part: (part.at.end - part.at.start, isinstance(part, Jump)),
        default=None,
    )
    pending = [number for number, part in covering if part == innermost]
    stops, seen = graph.places.numbers_at(start), set[int]()
    while pending:
        for _, after in graph.nodes[pending.pop()].edges:
            if graph.nodes[after].part == innermost:
                return True
            if after not in seen and after not in stops:
                seen.add(after)
                pending.append(after)
    return False


def leads_to(graph: Graph, place: int, others: frozenset[int], follow: frozenset[Edge]) -> bool:
    """Whether a path leads from what runs at a byte to what runs at one of the others, or the same part runs there."""
    wanted = graph.places.numbers_of(others)
    reachable = _reachable(graph, graph.places.numbers_at(place), follow, (), first_leading(graph, wanted, []))
    return any(is_among(number, wanted) for number in reachable)


def may_run(graph: Graph, places: frozenset[int], answers: frozenset[tuple[str, bool]]) -> bool:
    """Whether a path leads from the start of a function to one of these bytes, given the answers to its conditions."""
    wanted, known = graph.places.numbers_of(places), dict(answers)
    pending = [graph.entry]
    seen = set(pending)
    for number in pending:
        node = graph.nodes[number]
        if is_among(number, wanted):
            return True
        answer = known.get(node.part.text) if isinstance(node.part, Condition) else None
        edges = node.edges if answer is None else node.edges[:1] if answer else node.edges[1:2]
        new = {to for _, to in edges} - seen
        seen |= new
        pending += new
    return False


def is_repeated(graph: Graph, place: int, start: int | None) -> bool:
    """Whether what runs at a byte may run again, without what runs at the byte `start` in between."""
    stops = graph.places.numbers_at(start) if start is not None else []
    for number in graph.places.numbers_at(place):
        following = [to for _, to in graph.nodes[number].edges]
        if number in _reachable(graph, following, _EDGES, stops, first_leading(graph, [number], [])):
            return True
    return False


def _reachable(
    graph: Graph, pending: list[int], follow: frozenset[Edge], stops: Collection[int], first: int
) -> Iterator[int]:
    """Yields the nodes from `first` on that the pending ones lead to, themselves first; paths end at the stops."""
    seen = set(pending)
    for number in pending:
        if number in stops:
            continue
        yield number
        new = {to for why, to in graph.nodes[number].edges if why in follow and to >= first} - seen
        seen |= new
        pending += new
