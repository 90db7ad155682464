"""Whether one place of a function certainly may run after another, without a condition that decides against it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from spanlint.languages.flow.beginnings import nodes_to_end
from spanlint.languages.flow.graph import Edge, FlowNode, Graph
from spanlint.languages.flow.loops import NO_LOOP, first_leading, loops_around
from spanlint.languages.flow.places import is_among
from spanlint.lean.records import Record
from spanlint.model.flow import Condition, ExitKind, Jump, Step
from spanlint.text.source import ByteRange

NORMAL = frozenset({Edge.NEXT})
THROWN = frozenset({Edge.NEXT, Edge.CALL, Edge.WAIT})


class Way(Record):
    """Where a search begins, which edges it follows, and whether it goes past a throw.

    `numbers` are the nodes at the place, `starts` those that the search begins with.
    """

    place: int
    numbers: list[int]
    starts: list[int]
    follow: frozenset[Edge]
    may_throw: bool


class Goals(Record):
    """The bytes that paths shall lead to: those at each node, the first node that may be on such a path, and those that
    are still wanted."""

    at: dict[int, list[int]]
    first: int
    wanted: Collection[int]


def goals_at(graph: Graph, places: Collection[int]) -> Goals:
    """Returns the bytes as goals; what is taken from `places` later is wanted no longer."""
    at: dict[int, list[int]] = {}
    for place in places:
        for number in graph.places.numbers_at(place):
            at.setdefault(number, []).append(place)
    return Goals(at, first_leading(graph, sorted(at), []), places)


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
        self.searched = 0
        """The number of nodes that were looked at so far."""

    def reaches(
        self, place: int, goals: frozenset[int], follow: frozenset[Edge] = NORMAL, may_throw: bool = True
    ) -> bool:
        """Whether a path from the byte `place` leads to one of the bytes `goals`.

        It follows the edges of `follow`, and goes past a throw only if `may_throw`.
        """
        way = self.way(place, follow, may_throw)
        return self._lead(way.starts, goals, way)

    def reaches_after(self, place: int, goals: frozenset[int], follow: frozenset[Edge]) -> bool:
        """The same as `reaches`, if what runs at the place does not throw itself."""
        way = self.way(place, follow, True, is_after=True)
        return self._lead(way.starts, goals, way)

    def reaches_at_once(self, goals: frozenset[int]) -> bool:
        """Whether a path from the beginning of the function leads to one of the bytes `goals`."""
        return self._lead([self._graph.entry], goals, self.way(-1, NORMAL, False))

    def led_to(self, way: Way, goals: Goals) -> list[int]:
        """Those of the goals that a path leads to as in `reaches`, in order.

        Goals are first asked for together, and from the last one that was found: what leads to one of them and then to
        the next need not be searched twice.
        """
        nodes: dict[int, set[int]] = {}
        for number in self._following(way.starts, way, goals.first, self._graph.places.numbers_of(self._stops)):
            for goal in goals.at.get(number, ()):
                nodes.setdefault(goal, set()).add(number)
        found: list[int] = []
        pending = [sorted(goal for goal in nodes if goal in goals.wanted)]
        while pending:
            group = pending.pop()
            together = frozenset(group)
            last = sorted(nodes[found[-1]].difference(way.numbers)) if found else []
            is_led = bool(last) and all(self._lead([number], together, way) for number in last)
            if not group or not (is_led or self._lead(way.starts, together, way)):
                continue
            if len(group) == 1:
                found += group
            else:
                pending += [group[len(group) // 2 :], group[: len(group) // 2]]
        return found

    def ends_normally(self, place: int) -> bool:
        """Whether a path from a byte leads to the end of the function or to a return."""
        way = self.way(place, NORMAL, True)
        starts = way.starts
        if all(loops_around(self._graph)[start] == NO_LOOP for start in starts):
            leaving = nodes_to_end(self._graph)
            return any(to in leaving for start in starts for to in self._next(self._graph.nodes[start], way))
        ends = (ExitKind.END, ExitKind.RETURN)
        return any(self._graph.ends.get(number) in ends for number in self._following(starts, way, 0, []))

    def way(self, place: int, follow: frozenset[Edge], may_throw: bool, is_after: bool = False) -> Way:
        """A search from a byte, or from what runs after it as written."""
        starts = self._after(place) if is_after else self._innermost(place)
        return Way(place, self._graph.places.numbers_at(place), starts, follow, may_throw)

    def _lead(self, starts: list[int], goals: frozenset[int], way: Way) -> bool:
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

    def _following(self, starts: list[int], way: Way, first: int, stops: list[int]) -> list[int]:
        """The nodes that the starts lead to, themselves first, without those below `first`; paths end at the stops."""
        pending = list(starts)
        seen = set(pending)
        for number in pending:
            for to in self._next(self._graph.nodes[number], way) if not is_among(number, stops) else ():
                if to not in seen and to >= first:
                    seen.add(to)
                    pending.append(to)
        self.searched += len(pending)
        return pending

    def _after(self, place: int) -> list[int]:
        nodes = self._graph.nodes
        return [to for number in self._innermost(place) for why, to in nodes[number].edges if why is Edge.NEXT]

    def _decides(self, node: FlowNode) -> bool:
        """Whether what runs next may be known where the place is."""
        if isinstance(node.part, Condition):
            return not self._is_free(node.part.at)
        return node.part is None and bool(node.arms) and not node.is_loop

    def _next(self, node: FlowNode, way: Way) -> list[int]:
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
