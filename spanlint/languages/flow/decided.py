"""The control flow of a function some of whose conditions are decided by its caller."""

from __future__ import annotations

from collections.abc import Mapping

from spanlint.languages.flow.graph import Graph, reachable
from spanlint.model.flow import Condition
from spanlint.text.source import ByteRange


def decided(graph: Graph, answers: Mapping[ByteRange, bool]) -> Graph:
    """The same graph in which some conditions, by their places, always have one answer."""
    nodes = list(graph.nodes)
    for number, node in enumerate(nodes):
        answer = answers.get(node.part.at) if isinstance(node.part, Condition) else None
        if answer is not None:
            nodes[number] = node._replace(edges=[node.edges[0 if answer else 1]] * 2)
    reached, kinds, places = reachable(nodes, graph.entry), graph.kinds, graph.places
    repeated = graph.repeated
    return Graph(nodes, graph.entry, graph.ends, kinds, places, repeated, reached, {}, {}, [], set(), {}, [], {}, [0])
