"""Blanks bytes without moving any other: spaces for all but line ends."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spanlint.text.source import ByteRange

_VISIBLE = re.compile(rb"[^\r\n]")


def blanked(text: bytes, regions: Iterable[ByteRange]) -> bytes:
    """Returns the text with spaces outside of the regions, which are in order."""
    pieces: list[bytes] = []
    end = 0
    for region in regions:
        pieces += (_VISIBLE.sub(b" ", text[end : region.start]), text[region.start : region.end])
        end = region.end
    return b"".join((*pieces, _VISIBLE.sub(b" ", text[end:])))
