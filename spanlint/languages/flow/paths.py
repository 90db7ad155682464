"""Whether a function can exit between two events that belong together, such as a span's start and its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.flow.graph import Edge, FlowNode, Graph
from spanlint.lean.records import Record
from spanlint.model.flow import Block, Condition, Exit, ExitKind, Flow, Jump, Step, holds
from spanlint.text.source import ByteRange

_PASSES = (frozenset({Edge.NEXT}), frozenset({Edge.NEXT, Edge.CALL}), frozenset(Edge))
_MAX_STATES = 20_000  # a function with more is not judged


class Obligation(Record):
    """A value that must be ended: made at the byte `start` (None: before the function runs), ended at one of `ends`.

    `name` is the local that holds it, `names` the bytes where it is mentioned; a condition that tests the name is
    taken as true. `quiet` are the offsets of calls that never throw. At `reassigned` the name gets another value.
    """

    start: int | None
    ends: frozenset[int]
    name: str = ""
    names: frozenset[int] = frozenset()
    quiet: frozenset[int] = frozenset()
    reassigned: frozenset[int] = frozenset()


class _State(Record):
    """A node on a path: whether the value is made yet, and the answers to the conditions that occur repeatedly."""

    node: int
    is_made: bool
    answers: frozenset[tuple[str, bool]] = frozenset()


_Trail = dict[_State, tuple[_State, Edge]]  # the state before each state on its first path, and the edge between them


def find_exit(graph: Graph, obligation: Obligation) -> Exit | None:
    """An exit of the function that leaves the value without an end, or None if there is none.

    Exits that the code spells out come before those by an exception. A plain call is taken to throw only inside a
    `try` with an `except`; an await, everywhere. A condition that occurs twice has the same answer both times.
    """
    search = _Search(graph, obligation, _repeated_conditions(graph))
    return next((exit_found for follow in _PASSES if (exit_found := search.run(follow)) is not None), None)


def _repeated_conditions(graph: Graph) -> frozenset[str]:
    places: dict[str, set[ByteRange]] = {}
    for node in graph.nodes:
        if isinstance(node.part, Condition):
            places.setdefault(node.part.text, set()).add(node.part.at)
    return frozenset(text for text, occurrences in places.items() if len(occurrences) > 1)


class _Search(Record):
    """The search for an exit of one function."""

    graph: Graph
    obligation: Obligation
    repeated: frozenset[str]

    def run(self, follow: frozenset[Edge]) -> Exit | None:
        """The first exit that a breadth-first search reaches."""
        first = _State(self.graph.entry, self.obligation.start is None)
        trail: _Trail = {}
        pending, seen = [first], {first}
        for state in pending:
            exit_found = self._exit_at(trail, state) if state.is_made else None
            if exit_found is not None or len(seen) > _MAX_STATES:
                return exit_found
            for why, after in self._next_states(state, follow):
                if after not in seen:
                    seen.add(after)
                    trail[after] = (state, why)
                    pending.append(after)
        return None

    def _exit_at(self, trail: _Trail, state: _State) -> Exit | None:
        """How the function is left at a state, or None if it is not."""
        node = self.graph.nodes[state.node]
        if state.node in self.graph.ends:
            return self._exit(trail, state)
        if self.obligation.start is None or _covers(node, self.obligation.ends):
            return None
        if _covers(node, (self.obligation.start,)) or _covers(node, self.obligation.reassigned):
            return Exit(ExitKind.CONTINUE, _jump_back(self.graph, trail, state) or _place(node))
        return None

    def _next_states(self, state: _State, follow: frozenset[Edge]) -> Iterator[tuple[Edge, _State]]:
        """Yields the states that can follow a state, with the edges that lead to them."""
        node = self.graph.nodes[state.node]
        if state.is_made and _covers(node, self.obligation.ends):
            return
        if isinstance(node.part, Condition):
            yield from self._branches(state, node, node.part)
            return
        is_made = state.is_made or (self.obligation.start is not None and _covers(node, (self.obligation.start,)))
        for why, to in node.edges:
            if (
                why is Edge.NEXT
                or (not state.is_made and not is_made)
                or (state.is_made and self._throws(node, why, follow))
            ):
                yield why, state._replace(node=to, is_made=is_made)

    def _throws(self, node: FlowNode, why: Edge, follow: frozenset[Edge]) -> bool:
        return why in follow and (why is Edge.WAIT or bool(list(self._throwing_calls(node))))

    def _throwing_calls(self, node: FlowNode) -> Iterator[ByteRange]:
        calls = node.part.calls if isinstance(node.part, Step) else ()
        return (call for call in calls if call.start not in self.obligation.quiet)

    def _branches(self, state: _State, node: FlowNode, condition: Condition) -> Iterator[tuple[Edge, _State]]:
        answer = dict(state.answers).get(condition.text)
        for arm in (0, 1) if answer is None else (0 if answer else 1,):
            if not state.is_made or arm in self._arms(node, condition):
                answers = (
                    state.answers | {(condition.text, arm == 0)} if condition.text in self.repeated else state.answers
                )
                yield Edge.NEXT, state._replace(node=node.edges[arm][1], answers=answers)

    def _arms(self, node: FlowNode, condition: Condition) -> list[int]:
        """The arms that can run while the value is open (0: true, 1: false).

        A `finally` whose condition leads to an end is trusted to take that arm.
        """
        if condition.text == self.obligation.name:
            return [0]
        ending = [arm for arm in (0, 1) if any(holds(node.arms[arm], end) for end in self.obligation.ends)]
        if not any(condition.at.start <= name < condition.at.end for name in self.obligation.names):
            return ending if node.is_in_finally and ending else [0, 1]
        return ending or [arm for arm in (0, 1) if not _has_jump(node.arms[arm])] or [0, 1]

    def _exit(self, trail: _Trail, state: _State) -> Exit:
        """The exit at an end: the jump that leads there, or the last call or await on the path that threw."""
        kind = self.graph.ends[state.node]
        while state in trail and state.is_made:
            state, why = trail[state]
            node = self.graph.nodes[state.node]
            if why is not Edge.NEXT and state.is_made:
                waits = node.part.waits if isinstance(node.part, Step) else ()
                place = waits[0] if why is Edge.WAIT else next(self._throwing_calls(node), None)
                return Exit(ExitKind.WAIT if why is Edge.WAIT else ExitKind.CALL, place)
            if isinstance(node.part, Jump) and node.part.kind is kind:
                return Exit(kind, node.part.at)
        return Exit(ExitKind.END)


def _covers(node: FlowNode, places: Iterable[int]) -> bool:
    part = node.part
    return isinstance(part, Step | Jump) and any(part.at.start <= place < part.at.end for place in places)


def _has_jump(flow: Flow) -> bool:
    return isinstance(flow, Jump) or (isinstance(flow, Block) and any(map(_has_jump, flow.parts)))


def _jump_back(graph: Graph, trail: _Trail, state: _State) -> ByteRange | None:
    """The last `continue` on the path to a state, or None."""
    while state in trail and state.is_made:
        state = trail[state][0]
        part = graph.nodes[state.node].part
        if isinstance(part, Jump) and part.kind is ExitKind.CONTINUE:
            return part.at
    return None


def _place(node: FlowNode) -> ByteRange | None:
    return node.part.at if isinstance(node.part, Step | Jump) else None
