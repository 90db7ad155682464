"""The patterns of `include` and `per-file-ignores`, which, as in ruff, match a file's name or its path from a root.

They are not gitignore patterns: `*` crosses folders, and `{a,b}` matches either.
"""

from __future__ import annotations

from spanlint.disk.wildcards import ANY, FOLDERS, MAX_PIECES, Letters, Matcher, Piece, literal
from spanlint.lean.lazy import memoized

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MAX_PIECES = 20_000  # of all alternatives together


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches a path, which is relative to the pattern's root and has `/` between its parts.

    A pattern can also match the last part of the path alone, unless it starts with `/`. A pattern that ends in `/`
    matches everything below that folder. Raises ValueError for an invalid pattern.
    """
    matcher = glob_matcher(pattern)
    return matcher.matches(path) or (pattern[:1] != "/" and matcher.matches(path.rpartition("/")[2]))


def any_matches(patterns: Iterable[str], path: str) -> bool:
    """Whether one of the patterns matches the path. Raises ValueError for an invalid pattern."""
    return any(matches(pattern, path) for pattern in patterns)


@memoized
def glob_matcher(pattern: str) -> Matcher:
    """Returns what matches a pattern with a whole path. Raises ValueError, with a reason, for an invalid pattern."""
    text = pattern.removeprefix("./").removeprefix("/")
    if not text:
        raise ValueError("it is empty")
    if len(text) > MAX_PIECES:
        raise ValueError(f"it has more than {MAX_PIECES} characters")
    return Matcher(_alternatives(text + "**" if text.endswith("/") else text))


def _alternatives(text: str) -> Sequence[Sequence[Piece]]:
    """The pieces of each pattern without braces that a pattern stands for. Raises ValueError."""
    finished: list[list[list[Piece]]] = [
        []
    ]  # per open brace, the outermost first: the alternatives up to its last comma
    current: list[list[list[Piece]]] = [[[]]]  # and those behind it
    index = 0
    while index < len(text):
        character = text[index]
        if character == "{":
            finished.append([])
            current.append([[]])
            index += 1
        elif character in ",}" and len(current) > 1:
            finished[-1] += current.pop()
            current.append([[]])
            if character == "}":
                current.pop()
                inner = finished.pop()
                current[-1] = _combined(current[-1], inner, _MAX_PIECES // len(text))
            index += 1
        elif character == "}":
            raise ValueError("a brace is unmatched")
        else:
            piece, index = _piece_at(text, index)
            for pieces in current[-1]:
                pieces.append(piece)
    if len(current) > 1:
        raise ValueError("a brace is unmatched")
    return current[0]


def _combined(before: list[list[Piece]], after: list[list[Piece]], most: int) -> list[list[Piece]]:
    if len(before) * len(after) > most:
        raise ValueError(f"its braces stand for more than {most} patterns")
    return [[*first, *second] for first in before for second in after]


def _piece_at(text: str, index: int) -> tuple[Piece, int]:
    """The piece that begins at an index, and the index behind it. Raises ValueError for a range that ends too early."""
    if text.startswith("**/", index):
        return FOLDERS, index + 3
    character, end = text[index], index + 1
    if character == "*":
        while text.startswith("*", end):
            end += 1
        return Piece(ANY, is_run=True), end
    if character == "?":
        return Piece(ANY), end
    if character == "\\" and end < len(text):
        return literal(text[end]), end + 1
    if character == "[":
        begin = end + text.startswith("!", end)
        close = text.find("]", begin + text.startswith("]", begin))
        if close >= 0:
            return Piece(_set_of(text[begin:close])._replace(is_negated=begin > end)), close + 1
    return literal(character), end


def _set_of(inner: str) -> Letters:
    """The characters and ranges between brackets. Raises ValueError."""
    characters, ranges, index = set[str](), list[tuple[str, str]](), 0
    while index < len(inner):
        if inner[index + 1 : index + 2] == "-" and index + 2 < len(inner):
            low, high = inner[index], inner[index + 2]
            if low > high:
                raise ValueError(f"bad character range {low}-{high}")
            ranges.append((low, high))
            index += 3
        else:
            characters.add(inner[index])
            index += 1
    return Letters(frozenset(characters), tuple(ranges))
