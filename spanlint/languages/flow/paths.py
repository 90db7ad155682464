"""Whether a function can exit between two events that belong together, such as a span's start and its end."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.flow.beginnings import answers_before
from spanlint.languages.flow.graph import Edge, FlowNode, Graph
from spanlint.languages.flow.loops import first_leading
from spanlint.languages.flow.places import is_among
from spanlint.languages.flow.search_states import FoundExit, Reached, State
from spanlint.languages.flow.shortest_tails import conditions_of, tails, thrown
from spanlint.languages.flow.tail import Tail
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
_LEAVING = frozenset({ExitKind.RETURN, ExitKind.THROW})
_MAX_STATES = 20_000  # a function with more is not judged
_MAX_SEARCHED = 1_000_000  # states for all values of a function; those behind are not judged
_FEW = 200  # nodes of a graph of which no tails are kept


class Obligation(Record):
    """A value that must be ended: made at the byte `start` (None: before the function runs), ended at one of `ends`.

    `name` is the local that holds it, `names` the bytes where it is mentioned; a condition that tests the name is
    taken as true. `quiet` are the offsets of calls that never throw. At `reassigned` the name gets another value.
    `answers` are those to conditions that whoever calls the function has decided, or on which the value is made.
    """

    start: int | None
    ends: frozenset[int]
    name: str = ""
    names: frozenset[int] = frozenset()
    quiet: frozenset[int] = frozenset()
    reassigned: frozenset[int] = frozenset()
    answers: frozenset[tuple[str, bool]] = frozenset()


_Path = list[tuple[FlowNode, Edge]]  # the nodes of a path backwards, each with the edge by which it is left


def find_exit(graph: Graph, obligation: Obligation) -> Exit | None:
    """An exit of the function that leaves the value without an end, or None if there is none.

    Exits that the code spells out come before those by an exception. A plain call is taken to throw only inside a
    `try` with an `except`; an await, everywhere. A condition that occurs twice has the same answer both times.
    """
    search = _Search(graph, obligation)
    if graph.searched[0] > _MAX_SEARCHED:
        return None
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
        self._first = self._first_of_value()

    def _beginnings(self) -> list[State]:
        """The states to search from.

        What runs before the value is made counts only where a condition occurs both there and later.
        """
        decided = self.obligation.answers
        if self.obligation.start is None:
            return [State(self.graph.entry, True, decided)]
        if not self.graph.repeated:
            return [State(number, False, decided) for number in self._starts if number in self.graph.reached]
        before = answers_before(self.graph)
        others = {(text, not answer) for text, answer in decided}
        reached = ((number, answers) for number in self._starts for answers in before.get(number, ()))
        return [State(number, False, answers | decided) for number, answers in reached if others.isdisjoint(answers)]

    def run(self, follow: frozenset[Edge]) -> Exit | None:
        """The first exit that a breadth-first search reaches.

        A state from which no path leads back to the value is not searched further: its tail says where it ends. Of the
        exits that are as near, the first is the one whose path parts first, as if all had been searched.
        """
        rest = tails(self.graph, follow) if self._first else {}
        search = Reached(self._beginnings())
        found: FoundExit | None = None
        for place, state in enumerate(search.states):
            length = search.lengths[place]
            if len(search.states) > _MAX_STATES or (found is not None and length > found.length):
                break
            is_behind = state.node < self._first
            tail = rest.get(state.node) if is_behind else self._tail_at(state)
            if tail is not None:
                exit_found = FoundExit(place, tail, length + tail.length)
                found = exit_found if found is None or search.is_sooner(exit_found, found) else found
            if tail is not None and not tail.length:
                break  # every other is as far or further
            if tail is None and not is_behind:
                for why, after in self._next_states(state, follow):
                    search.add(after, place, why)
        self.graph.searched[0] += len(search.states)
        return self._exit_at(search, found) if found is not None else None

    def _first_of_value(self) -> int:
        """The lowest number of a node from which a path may lead to the value; 0 if it is not worth to know it."""
        if len(self.graph.nodes) < _FEW or self.graph.repeated or self.obligation.answers:
            return 0
        place = self.obligation._replace(start=None, quiet=frozenset())
        known = self.graph.firsts.get(place)
        if known is None:  # every value that a name holds asks for the same mentions of it
            names, conditions = place.names, conditions_of(self.graph)
            numbers = [*self._ends, *self._reassigned, *self.graph.places.numbers_of(names)]
            numbers += [*conditions.places.numbers_of(names), *conditions.by_text.get(place.name, ())]
            known = self.graph.firsts[place] = first_leading(self.graph, sorted(set(numbers)), [])
        return min(known, first_leading(self.graph, self._starts, []))

    def _tail_at(self, state: State) -> Tail | None:
        """An empty tail if the function is left at a state, or the value lost; None if it is not."""
        if not state.is_made or state.node in self.graph.ends:
            return Tail(0, state.node) if state.is_made else None
        if self.obligation.start is None or is_among(state.node, self._ends):
            return None
        is_lost = state.node in self._starts or is_among(state.node, self._reassigned)
        return Tail(0, state.node) if is_lost else None

    def _exit_at(self, search: Reached, found: FoundExit) -> Exit:
        """How the function is left, or the value lost, at an exit."""
        path = [(self.graph.nodes[state.node], why) for state, why in search.path_to(found.place)]
        if found.tail.end in self.graph.ends:
            return self._exit(path, found.tail)
        jump = _last_jump(path, ExitKind.CONTINUE)
        place = jump.at if jump is not None else _place(self.graph.nodes[found.tail.end])
        return self._handled(path, jump, found.tail) or Exit(ExitKind.CONTINUE, place)

    def _next_states(self, state: State, follow: frozenset[Edge]) -> Iterator[tuple[Edge, State]]:
        """Yields the states that can follow a state, with the edges that lead to them."""
        node = self.graph.nodes[state.node]
        if state.is_made and is_among(state.node, self._ends):
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

    def _branches(self, state: State, node: FlowNode, condition: Condition) -> Iterator[tuple[Edge, State]]:
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

    def _exit(self, path: _Path, tail: Tail) -> Exit:
        """The exit at an end: the last thing on the path there that passes the value's end by."""
        kind = self.graph.ends[tail.end]
        if kind is ExitKind.THROW:
            return tail.thrown or self._last_thrown(path) or Exit(ExitKind.END)
        jump = tail.jump or _last_jump(path, kind)
        handled = self._handled(path, jump, tail)
        if handled is not None:
            return handled
        fork = self._last_fork(path)
        is_behind = fork is not None and jump is not None and self._is_behind_arms(fork, jump)
        if fork is None or is_behind or self._is_left_by_handler(path, jump, fork, tail):
            return Exit(kind, jump.at) if jump is not None else Exit(ExitKind.END)
        return Exit(ExitKind.BRANCH, fork.part.at) if isinstance(fork.part, Condition) else Exit(ExitKind.END)

    def _is_behind_arms(self, fork: FlowNode, jump: Jump) -> bool:
        """Whether a jump is in an arm of a fork, or behind it where an arm leaves, so that only the other way leads on
        to the jump."""
        numbers = self.graph.places.numbers_at(jump.at.start)
        return any(arm.has_any(numbers) or _has_jump(arm.flow, _LEAVING) for arm in fork.arms)

    def _handled(self, path: _Path, jump: Jump | None, tail: Tail) -> Exit | None:
        """The last exception on a path with the handler that goes on after it; None if `jump` leaves that handler."""
        last, handler = tail.thrown or self._last_thrown(path), _handler(path, tail)
        if last is None or handler is None or (jump is not None and _is_in(jump.at, handler)):
            return None
        return last._replace(handler=handler)

    def _is_left_by_handler(self, path: _Path, jump: Jump | None, fork: FlowNode, tail: Tail) -> bool:
        """Whether a jump leaves the handler of an exception, so that a fork before the handler does not matter."""
        handler = _handler(path, tail)
        if jump is None or handler is None or not _is_in(jump.at, handler):
            return False
        return not isinstance(fork.part, Condition) or not _is_in(fork.part.at, handler)

    def _last_thrown(self, path: _Path) -> Exit | None:
        exits = (thrown(node, why, self.obligation.quiet) for node, why in path)
        return next((exit_found for exit_found in exits if exit_found is not None), None)

    def _last_fork(self, path: _Path) -> FlowNode | None:
        """The last node of a path, given backwards, from which another way leads to the value's end."""
        vain = set[int]()
        for node, _ in path:
            ways = [to for why, to in node.edges if why is Edge.NEXT]
            if isinstance(node.part, Condition):
                ways = [ways[arm] for arm in self._arms(node, node.part)]
            if len(ways) > 1 and self._leads_to_end(ways, vain):
                return node
        return None

    def _leads_to_end(self, numbers: list[int], vain: set[int]) -> bool:
        """Whether a path from some nodes, as written, leads to the value's end without another start.

        `vain` are nodes from which none does; those that are found are added.
        """
        pending = [number for number in numbers if number not in vain]
        seen = set(pending)
        for number in pending:
            if is_among(number, self._ends):
                return True
            if number not in self._starts:
                new = {to for why, to in self.graph.nodes[number].edges if why is Edge.NEXT} - seen - vain
                seen |= new
                pending += new
        vain |= seen
        return False


def _handler(path: _Path, tail: Tail) -> ByteRange | None:
    return tail.handler or next((node.handler for node, _ in path if node.handler is not None), None)


def _is_in(inner: ByteRange, outer: ByteRange) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _has_jump(flow: Flow, kinds: frozenset[ExitKind] = frozenset(ExitKind)) -> bool:
    if isinstance(flow, Jump):
        return flow.kind in kinds
    return isinstance(flow, Block) and any(_has_jump(part, kinds) for part in flow.parts)


def _last_jump(path: _Path, kind: ExitKind) -> Jump | None:
    jumps = (node.part for node, _ in path if isinstance(node.part, Jump))
    return next((jump for jump in jumps if jump.kind is kind), None)


def _place(node: FlowNode) -> ByteRange | None:
    return node.part.at if isinstance(node.part, Step | Jump) else None
