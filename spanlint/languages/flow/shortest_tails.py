"""The shortest path from each node of a graph to an end of the function, kept for all values of the function.

The search for one value stops where only such a path is left; else it would go through all that follows, for each
value.
"""

from __future__ import annotations

from collections.abc import Mapping

from spanlint.languages.flow.graph import Edge, FlowNode, Graph
from spanlint.languages.flow.places import Places
from spanlint.languages.flow.tail import Conditions, Tail
from spanlint.model.flow import Condition, Exit, ExitKind, Jump, Step

_INTERRUPTIONS = frozenset({Edge.WAIT, Edge.CANCEL, Edge.CLOSE})


def tails(graph: Graph, follow: frozenset[Edge]) -> Mapping[int, Tail]:
    """The tail of each node that leads to an end by these edges, whatever conditions decide; kept with the graph."""
    known = graph.tails.get(follow)
    if known is None:
        known = graph.tails[follow] = _find_tails(graph, follow | {Edge.NEXT})
    return known


def conditions_of(graph: Graph) -> Conditions:
    """The conditions of a graph; kept with it."""
    if not graph.conditions:
        conditions = [
            (node.part, number) for number, node in enumerate(graph.nodes) if isinstance(node.part, Condition)
        ]
        by_text: dict[str, list[int]] = {}
        for condition, number in conditions:
            by_text.setdefault(condition.text, []).append(number)
        places = Places((condition.at, number) for condition, number in conditions)
        graph.conditions.append(Conditions(places, by_text))
    return graph.conditions[0]


def _find_tails(graph: Graph, follow: frozenset[Edge]) -> dict[int, Tail]:
    before: dict[int, list[int]] = {}
    for number, node in enumerate(graph.nodes):
        for why, to in node.edges:
            if why in follow:
                before.setdefault(to, []).append(number)
    found = {end: Tail(0, end) for end in graph.ends}
    pending = list(found)
    for to in pending:
        new = [number for number in dict.fromkeys(before.get(to, ())) if number not in found]
        for number in new:
            found[number] = _tail(graph, number, follow, found, found[to].length)
        pending += new
    return found


def _tail(graph: Graph, number: int, follow: frozenset[Edge], found: Mapping[int, Tail], length: int) -> Tail:
    """The tail of a node, from those of the nodes that are nearer to an end."""
    node = graph.nodes[number]
    edges = ((why, found[to]) for why, to in node.edges if why in follow and to in found)
    why, rest = next((why, tail) for why, tail in edges if tail.length == length)
    is_leaving = isinstance(node.part, Jump) and node.part.kind is graph.ends[rest.end]
    return Tail(
        length + 1,
        rest.end,
        rest.thrown or thrown(node, why),
        rest.jump or (node.part if is_leaving and isinstance(node.part, Jump) else None),
        rest.handler or node.handler,
    )


def thrown(node: FlowNode, why: Edge, quiet: frozenset[int] = frozenset()) -> Exit | None:
    """The call, await or statement that throws, if a node is left by an exception; `quiet` calls never throw."""
    if why in _INTERRUPTIONS and isinstance(node.part, Step):
        return _interruption(node.part, why)
    if why is Edge.CALL:
        calls = node.part.calls if isinstance(node.part, Step) else ()
        return Exit(ExitKind.CALL, next((call for call in calls if call.start not in quiet), None))
    if isinstance(node.part, Jump) and node.part.kind is ExitKind.THROW:
        return Exit(ExitKind.THROW, node.part.at)
    return None


def _interruption(step: Step, why: Edge) -> Exit:
    """The await or the yield at which a function is left."""
    if why is Edge.CLOSE:
        return Exit(ExitKind.CLOSE, step.yields[0])
    if why is Edge.CANCEL:
        return Exit(ExitKind.CANCEL, (*step.waits, *step.bodies)[0])
    return Exit(ExitKind.WAIT, step.waits[0]) if step.waits else Exit(ExitKind.BODY, step.bodies[0])
