"""Whether one place of a function certainly may run after another, without a condition that decides against it."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.flow.beginnings import nodes_to_end
from spanlint.languages.flow.graph import Edge, FlowNode, Graph
from spanlint.languages.flow.loops import NO_LOOP, first_leading, loops_around
from spanlint.languages.flow.places import is_among
from spanlint.lean.records import Record
from spanlint.model.flow import Condition, ExitKind, Jump, Step
from spanlint.text.source import ByteRange

NORMAL = frozenset({Edge.NEXT})
THROWN = frozenset({Edge.NEXT, Edge.CALL, Edge.WAIT})


class _Way(Record):
    """Where a search begins, which edges it follows, and whether it goes past a throw.

    `numbers` are the nodes at the place.
    """

    place: int
    numbers: list[int]
    follow: frozenset[Edge]
    may_throw: bool


class Sequel:
    """What certainly may run after a place in a graph.

    A path ends at the bytes `stops`, and where a loop would run the place again. A condition that is not `is_free` of
    what the place depends on may decide either way, so both of its arms have to lead on, as have all cases of a
    selection. Calls at the bytes `quiet` do not throw.
    """

    def __init__(
        self,
        graph: Graph,
        stops: frozenset[int],
        is_free: Callable[[ByteRange], bool],
        quiet: frozenset[int] = frozenset(),
    ) -> None:
        self._graph = graph
        self._stops = stops
        self._is_free = is_free
        self._quiet = quiet

    def reaches(
        self, place: int, goals: frozenset[int], follow: frozenset[Edge] = NORMAL, may_throw: bool = True
    ) -> bool:
        """Whether a path from the byte `place` leads to one of the bytes `goals`.

        It follows the edges of `follow`, and goes past a throw only if `may_throw`.
        """
        starts = self._innermost(place)
        return self._lead(starts, goals, self._way(place, follow, may_throw))

    def reaches_after(self, place: int, goals: frozenset[int], follow: frozenset[Edge]) -> bool:
        """The same as `reaches`, if what runs at the place does not throw itself."""
        return self._lead(self._after(place), goals, self._way(place, follow, True))

    def reaches_at_once(self, goals: frozenset[int]) -> bool:
        """Whether a path from the beginning of the function leads to one of the bytes `goals`."""
        return self._lead([self._graph.entry], goals, self._way(-1, NORMAL, False))

    def may_reach(self, place: int, goals: frozenset[int], follow: frozenset[Edge], may_throw: bool) -> frozenset[int]:
        """The nodes of the bytes `goals` that a path leads to, whatever its conditions decide."""
        way, wanted = self._way(place, follow, may_throw), self._graph.places.numbers_of(goals)
        first = first_leading(self._graph, wanted, way.numbers)
        found = self._following(self._innermost(place), way, first, self._graph.places.numbers_of(self._stops))
        return frozenset(number for number in found if is_among(number, wanted))

    def ends_normally(self, place: int) -> bool:
        """Whether a path from a byte leads to the end of the function or to a return."""
        way, starts = self._way(place, NORMAL, True), self._innermost(place)
        if all(loops_around(self._graph)[start] == NO_LOOP for start in starts):
            leaving = nodes_to_end(self._graph)
            return any(to in leaving for start in starts for to in self._next(self._graph.nodes[start], way))
        ends = (ExitKind.END, ExitKind.RETURN)
        return any(self._graph.ends.get(number) in ends for number in self._following(starts, way, 0, []))

    def _way(self, place: int, follow: frozenset[Edge], may_throw: bool) -> _Way:
        return _Way(place, self._graph.places.numbers_at(place), follow, may_throw)

    def _lead(self, starts: list[int], goals: frozenset[int], way: _Way) -> bool:
        """Whether one of the nodes leads to a goal; a goal at a start itself counts only at the beginning."""
        nodes, places = self._graph.nodes, self._graph.places
        wanted = places.numbers_of(goals)
        stops = places.numbers_of(self._stops - {way.place} if way.place in self._stops else self._stops)
        first = first_leading(self._graph, wanted, way.numbers)
        numbers = self._following(starts, way, first, stops)
        leading = {number for number in numbers if is_among(number, wanted) and not is_among(number, way.numbers)}
        has_changed = bool(leading)
        while has_changed:
            has_changed = False
            for number in reversed(numbers):
                if number in leading or is_among(number, stops):
                    continue
                following = self._next(nodes[number], way)
                ways = [to in leading for to in following]
                if ways and (all(ways) if self._decides(nodes[number]) else any(ways)):
                    leading.add(number)
                    has_changed = True
        return any(start in leading for start in starts)

    def _following(self, starts: list[int], way: _Way, first: int, stops: list[int]) -> list[int]:
        """The nodes that the starts lead to, themselves first, without those below `first`; paths end at the stops."""
        pending = list(starts)
        seen = set(pending)
        for number in pending:
            for to in self._next(self._graph.nodes[number], way) if not is_among(number, stops) else ():
                if to not in seen and to >= first:
                    seen.add(to)
                    pending.append(to)
        return pending

    def _after(self, place: int) -> list[int]:
        nodes = self._graph.nodes
        return [to for number in self._innermost(place) for why, to in nodes[number].edges if why is Edge.NEXT]

    def _decides(self, node: FlowNode) -> bool:
        """Whether what runs next may be known where the place is."""
        if isinstance(node.part, Condition):
            return not self._is_free(node.part.at)
        return node.part is None and bool(node.arms) and not node.is_loop

    def _next(self, node: FlowNode, way: _Way) -> list[int]:
        if isinstance(node.part, Jump) and node.part.kind is ExitKind.THROW and not way.may_throw:
            return []
        is_quiet = isinstance(node.part, Step) and all(call.start in self._quiet for call in node.part.calls)
        follow = way.follow - {Edge.CALL} if is_quiet else way.follow
        following = [to for why, to in node.edges if why in follow]
        if node.is_loop and node.arms[0].has_any(way.numbers):
            return following[1:]
        return following

    def _innermost(self, place: int) -> list[int]:
        numbers = self._graph.places.numbers_at(place)
        starts = {number: part.at.start for number in numbers if (part := self._graph.nodes[number].part) is not None}
        latest = max(starts.values(), default=0)
        return [number for number, start in starts.items() if start == latest]
