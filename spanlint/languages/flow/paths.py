"""Whether a function can exit between two events that belong together, such as a span's start and its end."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.flow.beginnings import answers_before, nodes_before
from spanlint.languages.flow.graph import Edge, FlowNode, Graph
from spanlint.languages.flow.places import has_between
from spanlint.lean.records import Record
from spanlint.model.flow import Block, Condition, Exit, ExitKind, Flow, Jump, Step
from spanlint.text.source import ByteRange

_PASSES = (
    frozenset({Edge.NEXT}),
    frozenset({Edge.NEXT, Edge.CALL}),
    frozenset({Edge.NEXT, Edge.CALL, Edge.WAIT}),
    frozenset({Edge.NEXT, Edge.CALL, Edge.WAIT, Edge.CLOSE}),
    frozenset(Edge),
)
_INTERRUPTIONS = frozenset({Edge.WAIT, Edge.CANCEL, Edge.CLOSE})
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
_Path = list[tuple[FlowNode, Edge]]  # the nodes of a path backwards, each with the edge by which it is left


def find_exit(graph: Graph, obligation: Obligation) -> Exit | None:
    """An exit of the function that leaves the value without an end, or None if there is none.

    Exits that the code spells out come before those by an exception. A plain call is taken to throw only inside a
    `try` with an `except`; an await, everywhere. A condition that occurs twice has the same answer both times.
    """
    search = _Search(graph, obligation)
    passes = dict.fromkeys(follow & graph.kinds for follow in _PASSES)
    return next((exit_found for follow in passes if (exit_found := search.run(follow)) is not None), None)


class _Search:
    """The search for an exit of one function."""

    def __init__(self, graph: Graph, obligation: Obligation) -> None:
        self.graph = graph
        self.obligation = obligation
        start = obligation.start
        self._starts = graph.places.numbers_at(start) if start is not None else []
        self._reassigned = graph.places.numbers_of(obligation.reassigned)
        self._ends = graph.places.numbers_of(obligation.ends)

    def _beginnings(self) -> list[_State]:
        """The states to search from.

        What runs before the value is made counts only where a condition occurs both there and later.
        """
        if self.obligation.start is None:
            return [_State(self.graph.entry, True)]
        if not self.graph.repeated:
            return [_State(number, is_made=False) for number in self._starts if number in self.graph.reached]
        before = answers_before(self.graph)
        return [_State(number, False, answers) for number in self._starts for answers in before.get(number, ())]

    def run(self, follow: frozenset[Edge]) -> Exit | None:
        """The first exit that a breadth-first search reaches."""
        trail: _Trail = {}
        pending = self._beginnings()
        seen = set(pending)
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
        if self.obligation.start is None or _is_among(state.node, self._ends):
            return None
        if state.node in self._starts or _is_among(state.node, self._reassigned):
            path = list(self._path_to(trail, state))
            jump = _last_jump(path, ExitKind.CONTINUE)
            return self._handled(path, jump) or Exit(ExitKind.CONTINUE, jump.at if jump is not None else _place(node))
        return None

    def _next_states(self, state: _State, follow: frozenset[Edge]) -> Iterator[tuple[Edge, _State]]:
        """Yields the states that can follow a state, with the edges that lead to them."""
        node = self.graph.nodes[state.node]
        if state.is_made and _is_among(state.node, self._ends):
            return
        if isinstance(node.part, Condition):
            yield from self._branches(state, node, node.part)
            return
        is_made = state.is_made or state.node in self._starts
        for why, to in node.edges:
            if (
                why is Edge.NEXT
                or (not state.is_made and not is_made)
                or (state.is_made and self._throws(node, why, follow))
            ):
                yield why, state._replace(node=to, is_made=is_made)

    def _throws(self, node: FlowNode, why: Edge, follow: frozenset[Edge]) -> bool:
        return why in follow and (why is not Edge.CALL or any(True for _ in self._throwing_calls(node)))

    def _throwing_calls(self, node: FlowNode) -> Iterator[ByteRange]:
        calls = node.part.calls if isinstance(node.part, Step) else ()
        return (call for call in calls if call.start not in self.obligation.quiet)

    def _branches(self, state: _State, node: FlowNode, condition: Condition) -> Iterator[tuple[Edge, _State]]:
        answer = dict(state.answers).get(condition.text)
        for arm in (0, 1) if answer is None else (0 if answer else 1,):
            if not state.is_made or arm in self._arms(node, condition):
                answers = (
                    state.answers | {(condition.text, arm == 0)}
                    if condition.text in self.graph.repeated
                    else state.answers
                )
                yield Edge.NEXT, state._replace(node=node.edges[arm][1], answers=answers)

    def _arms(self, node: FlowNode, condition: Condition) -> list[int]:
        """The arms that can run while the value is open (0: true, 1: false).

        A `finally` whose condition leads to an end is trusted to take that arm.
        """
        if condition.text == self.obligation.name:
            return [0]
        ending = [arm for arm in (0, 1) if node.arms[arm].has_any(self._ends)]
        if not self.graph.places.has_in(self.obligation.names, condition.at):
            return ending if node.is_in_finally and ending else [0, 1]
        return ending or [arm for arm in (0, 1) if not _has_jump(node.arms[arm].flow)] or [0, 1]

    def _exit(self, trail: _Trail, state: _State) -> Exit:
        """The exit at an end: the last thing on the path there that passes the value's end by."""
        kind, path = self.graph.ends[state.node], list(self._path_to(trail, state))
        if kind is ExitKind.THROW:
            return self._last_thrown(path) or Exit(ExitKind.END)
        jump = _last_jump(path, kind)
        handled = self._handled(path, jump)
        if handled is not None:
            return handled
        fork = self._last_fork(path)
        if fork is None or (
            jump is not None and any(arm.has_any(self.graph.places.numbers_at(jump.at.start)) for arm in fork.arms)
        ):
            return Exit(kind, jump.at) if jump is not None else Exit(ExitKind.END)
        return Exit(ExitKind.BRANCH, fork.part.at) if isinstance(fork.part, Condition) else Exit(ExitKind.END)

    def _handled(self, path: _Path, jump: Jump | None) -> Exit | None:
        """The last exception on a path with the handler that goes on after it; None if `jump` leaves that handler."""
        thrown = self._last_thrown(path)
        handler = next((node.handler for node, _ in path if node.handler is not None), None)
        if thrown is None or handler is None or (jump is not None and _is_in(jump.at, handler)):
            return None
        return thrown._replace(handler=handler)

    def _last_thrown(self, path: _Path) -> Exit | None:
        return next((thrown for node, why in path if (thrown := self._thrown(node, why)) is not None), None)

    def _path_to(self, trail: _Trail, state: _State) -> Iterator[tuple[FlowNode, Edge]]:
        """Yields the nodes before a state, backwards to the value's start, with the edge by which each is left."""
        while state in trail and state.is_made:
            state, why = trail[state]
            if state.is_made:
                yield self.graph.nodes[state.node], why

    def _thrown(self, node: FlowNode, why: Edge) -> Exit | None:
        """The call, await or statement that throws, if a node is left by an exception."""
        if why in _INTERRUPTIONS and isinstance(node.part, Step):
            return _interruption(node.part, why)
        if why is Edge.CALL:
            return Exit(ExitKind.CALL, next(self._throwing_calls(node), None))
        if isinstance(node.part, Jump) and node.part.kind is ExitKind.THROW:
            return Exit(ExitKind.THROW, node.part.at)
        return None

    def _last_fork(self, path: _Path) -> FlowNode | None:
        """The last node of a path, given backwards, from which another way leads to the value's end."""
        ending = self._ending_nodes()
        for node, _ in path:
            ways = [to for why, to in node.edges if why is Edge.NEXT]
            if isinstance(node.part, Condition):
                ways = [ways[arm] for arm in self._arms(node, node.part)]
            if len(ways) > 1 and not ending.isdisjoint(ways):
                return node
        return None

    def _ending_nodes(self) -> set[int]:
        """The nodes that end the value, and those from which one is reached without another start."""
        before = nodes_before(self.graph)
        pending = list(self._ends)
        ending = set(pending)
        while pending:
            for number in before.get(pending.pop(), ()):
                if number not in ending and number not in self._starts:
                    ending.add(number)
                    pending.append(number)
        return ending


def _interruption(step: Step, why: Edge) -> Exit:
    """The await or the yield at which a function is left."""
    if why is Edge.CLOSE:
        return Exit(ExitKind.CLOSE, step.yields[0])
    if why is Edge.CANCEL:
        return Exit(ExitKind.CANCEL, (*step.waits, *step.bodies)[0])
    return Exit(ExitKind.WAIT, step.waits[0]) if step.waits else Exit(ExitKind.BODY, step.bodies[0])


def _is_in(inner: ByteRange, outer: ByteRange) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _is_among(number: int, numbers: list[int]) -> bool:
    return has_between(numbers, number, number + 1)


def _has_jump(flow: Flow) -> bool:
    return isinstance(flow, Jump) or (isinstance(flow, Block) and any(map(_has_jump, flow.parts)))


def _last_jump(path: _Path, kind: ExitKind) -> Jump | None:
    jumps = (node.part for node, _ in path if isinstance(node.part, Jump))
    return next((jump for jump in jumps if jump.kind is kind), None)


def _place(node: FlowNode) -> ByteRange | None:
    return node.part.at if isinstance(node.part, Step | Jump) else None
