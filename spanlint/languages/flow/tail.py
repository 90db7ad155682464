"""What remains of a path from a node on, for every value that the rest of a function does not mention."""

from __future__ import annotations

from spanlint.languages.flow.places import Places
from spanlint.lean.records import Record
from spanlint.model.flow import Exit, Jump
from spanlint.text.source import ByteRange


class Conditions(Record):
    """The numbers of the nodes that are conditions, by the bytes that they cover and by their text."""

    places: Places
    by_text: dict[str, list[int]]


class Tail(Record):
    """The first of the shortest paths from a node to an end of the function.

    `length` is the number of its edges, `end` the number of the node that it ends at. Of its nodes, `thrown` is how the
    last one is left that an exception leaves, `jump` the last one that jumps as the end is reached, `handler` the last
    clause that begins at one.
    """

    length: int
    end: int
    thrown: Exit | None = None
    jump: Jump | None = None
    handler: ByteRange | None = None
