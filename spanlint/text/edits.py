"""Edits: a byte range and the text that takes its place, in every language."""

from __future__ import annotations

from collections.abc import Iterable

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange


class Edit(Record):
    """Replace the bytes of `range` by `text`; an empty range inserts, an empty text deletes."""

    range: ByteRange
    text: bytes


def apply(text: bytes, edits: Iterable[Edit]) -> bytes:
    """The text after its edits, whose ranges are byte offsets into `text`.

    Identical edits are applied once: two fixes may want the same import. Raises ValueError when two edits overlap.
    """
    pieces: list[bytes] = []
    done = 0
    for edit in sorted(set(edits)):
        if edit.range.start < done:
            raise ValueError(f"edits overlap at byte {edit.range.start}")
        pieces += (text[done : edit.range.start], edit.text)
        done = edit.range.end
    return b"".join((*pieces, text[done:]))
