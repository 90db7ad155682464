"""What a graph says of the nodes before a node: it is the same for every value that a function makes there."""

from __future__ import annotations

from collections.abc import Mapping, Set

from spanlint.languages.flow.graph import Edge, Graph
from spanlint.model.flow import Condition, ExitKind

_MAX_STATES = 20_000  # a function with more is not searched to its end
Answers = frozenset[tuple[str, bool]]


def nodes_before(graph: Graph) -> Mapping[int, list[int]]:
    """The nodes from which a node is reached as written; kept with the graph."""
    if not graph.before:
        for number, node in enumerate(graph.nodes):
            for why, to in node.edges:
                if why is Edge.NEXT:
                    graph.before.setdefault(to, []).append(number)
    return graph.before


def nodes_to_end(graph: Graph) -> Set[int]:
    """The nodes from which a path as written leads to the end of the function or to a return; kept with the graph."""
    if not graph.leaving:
        before = nodes_before(graph)
        pending = [number for number, kind in graph.ends.items() if kind in (ExitKind.END, ExitKind.RETURN)]
        graph.leaving.update(pending)
        for number in pending:
            new = set(before.get(number, ())) - graph.leaving
            graph.leaving.update(new)
            pending += new
    return graph.leaving


def answers_before(graph: Graph) -> Mapping[int, list[Answers]]:
    """The answers to the repeated conditions with which each node may be reached from the entry; kept with the graph.

    The search is breadth-first, so what is reached first comes first.
    """
    if graph.answers:
        return graph.answers
    pending: list[tuple[int, Answers]] = [(graph.entry, frozenset())]
    seen = set(pending)
    for number, answers in pending:
        graph.answers.setdefault(number, []).append(answers)
        if len(seen) > _MAX_STATES:
            continue
        for state in _following(graph, number, answers):
            if state not in seen:
                seen.add(state)
                pending.append(state)
    return graph.answers


def _following(graph: Graph, number: int, answers: Answers) -> list[tuple[int, Answers]]:
    node = graph.nodes[number]
    condition = node.part
    if not isinstance(condition, Condition) or condition.text not in graph.repeated:
        return [(to, answers) for _, to in node.edges]
    known = [answer for answer in (True, False) if (condition.text, answer) in answers]
    return [
        (node.edges[0 if answer else 1][1], answers | {(condition.text, answer)}) for answer in known or (True, False)
    ]
