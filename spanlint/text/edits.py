"""Edits of a text in any language, each a byte range and its replacement."""

from __future__ import annotations

from collections.abc import Iterable

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange


class Edit(Record):
    """Replaces the bytes of `range` by `text`. An empty range inserts, and an empty text deletes."""

    range: ByteRange
    text: bytes


def apply(text: bytes, edits: Iterable[Edit]) -> bytes:
    """Returns the text after the edits, whose ranges are byte offsets into `text`.

    Identical edits are applied once, because two fixes may add the same import. Raises ValueError if two edits overlap.
    """
    pieces: list[bytes] = []
    end = 0  # of the last edit
    for edit in sorted(set(edits)):
        if edit.range.start < end:
            raise ValueError(f"edits overlap at byte {edit.range.start}")
        pieces += (text[end : edit.range.start], edit.text)
        end = edit.range.end
    return b"".join((*pieces, text[end:]))
