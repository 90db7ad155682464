"""Ranges of a file, found by a byte that they cover."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

from spanlint.text.source import ByteRange


class Places:
    """Numbered ranges. A function may have as many spans as steps, and each span asks for the steps at its places."""

    def __init__(self, ranges: Iterable[tuple[ByteRange, int]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [at.start for at, _ in self._ranges]
        self._furthest = list(accumulate((at.end for at, _ in self._ranges), max))

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
