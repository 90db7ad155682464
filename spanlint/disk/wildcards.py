"""Patterns with wildcards, matched in one pass over a text, however many wildcards they have.

A regular expression tries every way to share a text among its stars, which never ends with ten of them and a path of
240 characters. Here the positions in a pattern are the bits of an integer, and all that are possible advance together.
What follows a set of positions is remembered, so that most characters cost two look-ups.
"""

from __future__ import annotations

from spanlint.lean.lazy import memoized
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PIECES = 4096
"""Of one pattern without its runs: no path has more characters than this, and each of these pieces takes one."""

_MAX_REMEMBERED = 10_000  # steps of one pattern


class Letters(Record):
    """A set of characters: some of them, ranges with both ends, and if `is_negated`, all but these and `never`."""

    characters: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = ()
    is_negated: bool = False
    never: str = ""

    def has(self, character: str) -> bool:
        """Whether a character belongs to the set."""
        is_listed = character in self.characters or any(low <= character <= high for low, high in self.ranges)
        return is_listed != self.is_negated and character != self.never


class Piece(Record):
    """A part of a pattern: one character of a set, or if `is_run`, any number of them.

    If `is_folders`, nothing, or any text that ends in such a character.
    """

    letters: Letters
    is_run: bool = False
    is_folders: bool = False


ANY = Letters(is_negated=True)
NOT_SLASH = Letters(is_negated=True, never="/")
FOLDERS = Piece(Letters(frozenset("/")), is_folders=True)
"""Nothing, or any text that ends in `/`."""


@memoized
def literal(character: str) -> Piece:
    """Returns the piece that is this character alone."""
    return Piece(Letters(frozenset(character)))


class Matcher:
    """Matches texts as a whole against alternatives, each a sequence of pieces.

    `only_text` is the one text that matches if there is a single alternative without wildcards, else None. Each text
    that matches ends in one of the `tails`.
    """

    def __init__(self, alternatives: Sequence[Sequence[Piece]]) -> None:
        self.tails = tuple({_literal_text(pieces[::-1])[::-1] for pieces in alternatives})
        self._heads = tuple({_literal_text(pieces) for pieces in alternatives})
        only = self._heads[0] if len(alternatives) == 1 else ""
        self.only_text = only if only and len(only) == len(alternatives[0]) else None
        self._alternatives = alternatives
        self._single: list[tuple[int, Letters]] = []  # a position, and what leads from it to the next one
        self._repeated: list[tuple[int, Letters]] = []  # a position, and what leads back to it
        self._skipping = 0  # the positions from which the next one is reached without a character
        self._skipping_two = 0
        self._start = self._final = 0
        self._masks: dict[str, tuple[int, int]] = {}
        self._following: dict[int, dict[str, int]] = {}
        self._remembered = 0

    def _number_positions(self) -> None:
        starts = position = 0
        for pieces in self._alternatives:
            starts |= 1 << position
            for number, piece in enumerate(pieces):
                is_repetition = number > 0 and piece == pieces[number - 1] and (piece.is_run or piece.is_folders)
                position = position if is_repetition else self._add(piece, position)
            self._final |= 1 << position
            position += 1
        self._start = self._with_skipped(starts)

    def _add(self, piece: Piece, position: int) -> int:
        """Add a piece that begins at a position. Returns the position behind it."""
        if piece.is_folders:
            self._skipping |= 1 << position
            self._skipping_two |= 1 << position
            position += 1
            self._repeated.append((position, ANY))
        if piece.is_run:
            self._repeated.append((position, piece.letters))
            self._skipping |= 1 << position
        else:
            self._single.append((position, piece.letters))
        return position + 1

    def matches(self, text: str) -> bool:
        """Whether one of the alternatives matches the whole text."""
        if not (text.startswith(self._heads) and text.endswith(self.tails)):  # decides for most paths
            return False
        if self.only_text is not None:
            return text == self.only_text
        if not self._start:
            self._number_positions()
        positions, following = self._start, self._following
        for character in text:
            try:
                positions = following[positions][character]
            except KeyError:
                positions = self._step(positions, character)
            if not positions:
                return False
        return bool(positions & self._final)

    def _step(self, positions: int, character: str) -> int:
        """The positions behind one more character, from now on remembered."""
        if character not in self._masks:
            self._masks[character] = _mask(self._single, character), _mask(self._repeated, character)
        single, repeated = self._masks[character]
        reached = self._with_skipped(((positions & single) << 1) | (positions & repeated))
        if self._remembered >= _MAX_REMEMBERED:
            self._following.clear()
            self._remembered = 0
        self._following.setdefault(positions, {})[character] = reached
        self._remembered += 1
        return reached

    def _with_skipped(self, positions: int) -> int:
        while True:
            more = positions | ((positions & self._skipping) << 1) | ((positions & self._skipping_two) << 2)
            if more == positions:
                return positions
            positions = more


def _mask(positions: Sequence[tuple[int, Letters]], character: str) -> int:
    return sum(1 << position for position, letters in positions if letters.has(character))


def _literal_text(pieces: Sequence[Piece]) -> str:
    """The characters that a text must begin with to match these pieces."""
    text = ""
    for piece in pieces:
        letters = piece.letters
        if piece.is_folders or piece.is_run or letters.is_negated or letters.ranges or len(letters.characters) != 1:
            break
        text += next(iter(letters.characters))
    return text
