"""Ranges of a file, found by the bytes that they cover."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from spanlint.text.source import ByteRange


class Places:
    """Numbered ranges. A function may have as many spans as steps, and each span asks for the steps at its places."""

    def __init__(self, ranges: Iterable[tuple[ByteRange, int]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [at.start for at, _ in self._ranges]
        self._furthest = list(accumulate((at.end for at, _ in self._ranges), max))
        self._numbers: dict[frozenset[int], list[int]] = {}
        self._in_order: dict[frozenset[int], list[int]] = {}

    def numbers_at(self, place: int) -> list[int]:
        """Returns the numbers of the ranges that cover a byte, in order."""
        found: list[int] = []
        for index in range(bisect_right(self._starts, place) - 1, -1, -1):
            if self._furthest[index] <= place:
                break
            at, number = self._ranges[index]
            if place < at.end:
                found.append(number)
        return sorted(found)

    def numbers_of(self, places: frozenset[int]) -> list[int]:
        """Returns the numbers of the ranges that cover any of these bytes, in order; kept for the next question."""
        known = self._numbers.get(places)
        if known is None:
            known = sorted({number for place in places for number in self.numbers_at(place)})
            self._numbers[places] = known
        return known

    def has_in(self, places: frozenset[int], at: ByteRange) -> bool:
        """Whether one of these bytes is in a range."""
        known = self._in_order.get(places)
        if known is None:
            known = self._in_order[places] = sorted(places)
        return has_between(known, at.start, at.end)


def has_between(numbers: list[int], first: int, end: int) -> bool:
    """Whether an ordered list has a number from `first` on that is lower than `end`."""
    index = bisect_left(numbers, first)
    return index < len(numbers) and numbers[index] < end


def is_among(number: int, numbers: list[int]) -> bool:
    """Whether an ordered list has a number."""
    return has_between(numbers, number, number + 1)
