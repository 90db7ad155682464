"""The innermost of some nodes around a place, told by their bytes: the path from the place to the root costs more."""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

_MAX_STEPS = 8  # back from the last node that begins before a place


class Enclosures:
    """Nodes of one tree, of which the innermost around a place is asked for."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        places = sorted((node.start_byte, -node.end_byte, number) for number, node in enumerate(nodes))
        self._starts = [start for start, _, _ in places]
        self._ends = [-end for _, end, _ in places]
        self._numbers = [number for _, _, number in places]

    def around(self, start: int, end: int) -> int | None:
        """The number, in the order that they were given in, of the innermost node around the bytes `start` to `end`.

        -1 if there is none, None if only the path from the place to the root tells: the place is empty, or as large as
        a node, or stands behind many nodes that end before it.
        """
        last = bisect_right(self._starts, start) - 1
        for index in range(last, max(-1, last - _MAX_STEPS), -1):
            if end <= self._ends[index]:
                is_clear = start < end and (self._starts[index] < start or end < self._ends[index])
                return self._numbers[index] if is_clear else None
        return -1 if last < _MAX_STEPS and start < end else None
