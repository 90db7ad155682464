"""Where a place of a file lands when the file is fixed: reckoned here from the edits alone, not by what made them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple
from unittest.mock import patch

import spanlint.lint.fix
from spanlint.lint.judge import Judgement
from spanlint.lint.proof import Applied, broken_promise
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

Edits = Sequence[Edit]


class Round(NamedTuple):
    """One round of fixes: the bytes before it, and the fixes that were made."""

    text: bytes
    applied: Sequence[Applied]

    def edits(self) -> Edits:
        """All that changed something."""
        return effective((edit for _, _, several in self.applied for edit in several), self.text)


def effective(edits: Iterable[Edit], text: bytes) -> Edits:
    """The edits that change something, each once and in order."""
    return sorted({edit for edit in edits if text[slice(*edit.range)] != edit.text})


def landing(place: ByteRange, edits: Edits) -> ByteRange:
    """The offsets at which what began at one of these offsets may begin after the edits.

    One for one, unless the byte itself was replaced: then each of those of the text in its stead.
    """
    return ByteRange(_of_one(place.start, edits).start, _of_one(place.end - 1, edits).end)


def _of_one(offset: int, edits: Edits) -> ByteRange:
    shift = 0
    for (start, end), new in edits:
        if end <= offset:
            shift += len(new) - (end - start)
        elif start <= offset:
            return ByteRange(start + shift, start + shift + max(1, len(new)))
    return ByteRange(offset + shift, offset + shift + 1)


def after_rounds(offset: int, rounds: Iterable[Round]) -> ByteRange:
    """The same after several rounds, for an offset into the file as the first of them found it."""
    place = ByteRange(offset, offset + 1)
    for each in rounds:
        place = landing(place, each.edits())
    return place


@contextmanager
def rounds_noted() -> Iterator[list[Round]]:
    """The rounds of the `fix` that is called meanwhile, which goes its own way: its proof is handed all of them."""
    noted: list[Round] = []

    def noting(before: Judgement, after: Judgement, text: bytes, applied: Sequence[Applied]) -> str | None:
        noted.append(Round(text, applied))
        return broken_promise(before, after, text, applied)

    with patch.object(spanlint.lint.fix, "broken_promise", noting):
        yield noted
