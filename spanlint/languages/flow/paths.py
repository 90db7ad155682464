"""Whether a function can be left between two things that belong together, such as the start and the end of a span."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.flow.graph import Edge, FlowNode, Graph
from spanlint.lean.records import Record
from spanlint.model.flow import Block, Condition, Exit, ExitKind, Flow, Jump, Step, holds
from spanlint.text.source import ByteRange

_PASSES = (frozenset({Edge.NEXT}), frozenset({Edge.NEXT, Edge.CALL}), frozenset(Edge))
_STATES = 20_000  # a function with more of them is not judged


class Obligation(Record):
    """Something that is made at the byte `start` (None: before the function runs) and has to be ended at one of `ends`.

    `name` is what holds it, `names` the bytes where it is named: a condition that asks whether it is there is true.
    `quiet` are the calls that never throw; at `lost` the name is given something else.
    """

    start: int | None
    ends: frozenset[int]
    name: str = ""
    names: frozenset[int] = frozenset()
    quiet: frozenset[int] = frozenset()
    lost: frozenset[int] = frozenset()


class _State(Record):
    """A node on a path: whether the thing is there yet, and how the conditions were answered that are asked again."""

    node: int
    made: bool
    answers: frozenset[tuple[str, bool]] = frozenset()


_Trail = dict[_State, tuple[_State, Edge]]  # from where, and why, a state was reached first


def find_exit(joined: Graph, held: Obligation) -> Exit | None:
    """A way out of the function on which the thing is not ended, None when there is none.

    What is written out comes before what is only thrown. A plain call is taken to throw where an `except` around it
    says so; what is waited for, everywhere. A condition that is asked twice is answered the same way.
    """
    search = _Search(joined, held, _asked_again(joined))
    return next((found for follow in _PASSES if (found := search.run(follow)) is not None), None)


def _asked_again(joined: Graph) -> frozenset[str]:
    places: dict[str, set[ByteRange]] = {}
    for node in joined.nodes:
        if isinstance(node.part, Condition):
            places.setdefault(node.part.text, set()).add(node.part.at)
    return frozenset(text for text, several in places.items() if len(several) > 1)


class _Search(Record):
    """One function, and what is looked for in it."""

    joined: Graph
    held: Obligation
    again: frozenset[str]

    def run(self, follow: frozenset[Edge]) -> Exit | None:
        """The first way out that a search in breadth comes to."""
        first = _State(self.joined.entry, self.held.start is None)
        trail: _Trail = {}
        pending, seen = [first], {first}
        for state in pending:
            left = self._left(trail, state) if state.made else None
            if left is not None or len(seen) > _STATES:
                return left
            for why, after in self._after(state, follow):
                if after not in seen:
                    seen.add(after)
                    trail[after] = (state, why)
                    pending.append(after)
        return None

    def _left(self, trail: _Trail, state: _State) -> Exit | None:
        """How the function is left at a state, None where it is not."""
        node = self.joined.nodes[state.node]
        if state.node in self.joined.ends:
            return self._exit(trail, state)
        if self.held.start is None or _covers(node, self.held.ends):
            return None
        if _covers(node, (self.held.start,)) or _covers(node, self.held.lost):
            return Exit(ExitKind.CONTINUE, _jump_back(self.joined, trail, state) or _place(node))
        return None

    def _after(self, state: _State, follow: frozenset[Edge]) -> Iterator[tuple[Edge, _State]]:
        """The states that can come next."""
        node = self.joined.nodes[state.node]
        if state.made and _covers(node, self.held.ends):
            return
        if isinstance(node.part, Condition):
            yield from self._answered(state, node, node.part)
            return
        made = state.made or (self.held.start is not None and _covers(node, (self.held.start,)))
        for why, to in node.edges:
            if why is Edge.NEXT or (not state.made and not made) or (state.made and self._throws(node, why, follow)):
                yield why, state._replace(node=to, made=made)

    def _throws(self, node: FlowNode, why: Edge, follow: frozenset[Edge]) -> bool:
        return why in follow and (why is Edge.WAIT or bool(list(self._loud(node))))

    def _loud(self, node: FlowNode) -> Iterator[ByteRange]:
        calls = node.part.calls if isinstance(node.part, Step) else ()
        return (each for each in calls if each.start not in self.held.quiet)

    def _answered(self, state: _State, node: FlowNode, asked: Condition) -> Iterator[tuple[Edge, _State]]:
        known = dict(state.answers).get(asked.text)
        for number in (0, 1) if known is None else (0 if known else 1,):
            if not state.made or number in self._arms(node, asked):
                answers = state.answers | {(asked.text, number == 0)} if asked.text in self.again else state.answers
                yield Edge.NEXT, state._replace(node=node.edges[number][1], answers=answers)

    def _arms(self, node: FlowNode, asked: Condition) -> list[int]:
        """What can be answered while the thing is there: a `finally` that asks before it ends it knows why."""
        if asked.text == self.held.name:
            return [0]
        ending = [each for each in (0, 1) if any(holds(node.arms[each], end) for end in self.held.ends)]
        if not any(asked.at.start <= each < asked.at.end for each in self.held.names):
            return ending if node.last and ending else [0, 1]
        return ending or [each for each in (0, 1) if not _leaves(node.arms[each])] or [0, 1]

    def _exit(self, trail: _Trail, state: _State) -> Exit:
        """What to say of a way out: the jump that is taken, or the last thing on the way that threw."""
        way = self.joined.ends[state.node]
        while state in trail and state.made:
            state, why = trail[state]
            node = self.joined.nodes[state.node]
            if why is not Edge.NEXT and state.made:
                waits = node.part.may_wait if isinstance(node.part, Step) else ()
                place = waits[0] if why is Edge.WAIT else next(self._loud(node), None)
                return Exit(ExitKind.WAIT if why is Edge.WAIT else ExitKind.CALL, place)
            if isinstance(node.part, Jump) and node.part.kind is way:
                return Exit(way, node.part.at)
        return Exit(ExitKind.END)


def _covers(node: FlowNode, places: Iterable[int]) -> bool:
    part = node.part
    return isinstance(part, Step | Jump) and any(part.at.start <= each < part.at.end for each in places)


def _leaves(flow: Flow) -> bool:
    return isinstance(flow, Jump) or (isinstance(flow, Block) and any(map(_leaves, flow.parts)))


def _jump_back(joined: Graph, trail: _Trail, state: _State) -> ByteRange | None:
    """The `continue` that leads back to a place, if one does."""
    while state in trail and state.made:
        state = trail[state][0]
        part = joined.nodes[state.node].part
        if isinstance(part, Jump) and part.kind is ExitKind.CONTINUE:
            return part.at
    return None


def _place(node: FlowNode) -> ByteRange | None:
    return node.part.at if isinstance(node.part, Step | Jump) else None
