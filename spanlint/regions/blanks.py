"""Blanks bytes without moving any other: spaces for all but line ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spanlint.text.source import ByteRange

_VISIBLE = re.compile(rb"[^\r\n]")


def blank(text: bytes) -> bytes:
    """Returns spaces in place of a text."""
    return _VISIBLE.sub(b" ", text)


def with_regions(blank: bytes, text: bytes, regions: Iterable[ByteRange]) -> bytes:
    """Returns a text that is blank outside of the regions, which are in order. `blank` is all of it as spaces."""
    pieces: list[bytes] = []
    end = 0
    for region in regions:
        pieces += (blank[end : region.start], text[region.start : region.end])
        end = region.end
    return b"".join((*pieces, blank[end:]))
