"""The smallest edit that turns one text into another."""

from __future__ import annotations

from itertools import takewhile

from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange


def minimal_edit(at: ByteRange, before: str, after: str) -> Edit:
    """The edit of the text at a range, without the common start and end of both texts; it splits no code point."""
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    first = at.start + len(before[:start].encode())
    return Edit(ByteRange(first, first + len(old.encode())), new.encode())


def _shared(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
