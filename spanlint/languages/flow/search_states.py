"""The states that a search through a function has reached, and the exits that it has found."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.flow.graph import Edge
from spanlint.languages.flow.tail import Tail
from spanlint.lean.records import Record


class State(Record):
    """A node on a path: whether the value is made yet, and the answers to the conditions that occur repeatedly."""

    node: int
    is_made: bool
    answers: frozenset[tuple[str, bool]] = frozenset()


class FoundExit(Record):
    """An exit: the place of the state at which it or its tail begins, and the number of edges from the start to it."""

    place: int
    tail: Tail
    length: int


class Reached:
    """The states that a breadth-first search has reached, in order, with their distances from the start."""

    def __init__(self, beginnings: list[State]) -> None:
        self.states = beginnings
        self.lengths = [0] * len(beginnings)
        self._from = [(-1, Edge.NEXT)] * len(beginnings)
        self._seen = set(beginnings)

    def add(self, state: State, before: int, why: Edge) -> None:
        """Note a state, if it is new, with the place of the state before it and the edge between them."""
        if state not in self._seen:
            self._seen.add(state)
            self.states.append(state)
            self.lengths.append(self.lengths[before] + 1)
            self._from.append((before, why))

    def path_to(self, place: int) -> Iterator[tuple[State, Edge]]:
        """Yields the states before a state, backwards to the value's start, with the edge by which each is left."""
        while self.states[place].is_made and self._from[place][0] >= 0:
            place, why = self._from[place]
            if self.states[place].is_made:
                yield self.states[place], why

    def is_sooner(self, later: FoundExit, earlier: FoundExit) -> bool:
        """Whether one of two exits is reached before the other, although its state is not.

        Of exits that are as far, it is the one whose path parts first.
        """
        if later.length != earlier.length:
            return later.length < earlier.length
        place = later.place
        while self.lengths[place] > self.lengths[earlier.place]:
            place = self._from[place][0]
        return place < earlier.place
