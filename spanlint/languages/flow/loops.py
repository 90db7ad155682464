"""The loops around the nodes of a graph, and which nodes may lead to others.

The numbers of the nodes tell: they fall as a function runs, except where a loop begins again.
"""

from __future__ import annotations

from collections.abc import Sequence

from spanlint.languages.flow.graph import Graph

NO_LOOP = -1


def loops_around(graph: Graph) -> Sequence[int]:
    """By the number of a node, that of the innermost loop that it belongs to, or NO_LOOP; kept with the graph."""
    if not graph.around:
        loops: list[int] = []
        for number, node in enumerate(graph.nodes):
            while loops and number >= graph.nodes[loops[-1]].arms[-1].end:
                loops.pop()
            graph.around.append(loops[-1] if loops else NO_LOOP)
            if node.is_loop:
                loops.append(number)
    return graph.around


def first_leading(graph: Graph, goals: Sequence[int], place: list[int]) -> int:
    """The lowest number that a node on a path from a place to one of the goals may have.

    `place` are the nodes of the place, which no loop around it runs again.
    """
    first, around = min(goals, default=len(graph.nodes)), loops_around(graph)
    for goal in goals:
        loop = around[goal]
        while loop != NO_LOOP:
            body = graph.nodes[loop].arms[0]
            if not (body.first <= goal < body.end and body.has_any(place)):
                first = min(first, loop)
            loop = around[loop]
    return first
