"""The patterns of `include` and `per-file-ignores`, which, as in ruff, match a file's name or its path from a root.

They are not gitignore patterns: `*` crosses folders, and `{a,b}` matches either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_PIECE = re.compile(r"\*\*/|\*+|\?|\[!?\]?[^\]]*\]|\\.|.", re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches a path, which is relative to the pattern's root and has `/` between its parts.

    A pattern can also match the last part of the path alone, unless it starts with `/`. A pattern that ends in `/`
    matches everything below that folder. Raises ValueError for an invalid pattern.
    """
    regex = glob_regex(pattern)
    return bool(regex.fullmatch(path)) or (pattern[:1] != "/" and bool(regex.fullmatch(path.rpartition("/")[2])))


def any_matches(patterns: Iterable[str], path: str) -> bool:
    """Whether one of the patterns matches the path. Raises ValueError for an invalid pattern."""
    return any(matches(pattern, path) for pattern in patterns)


@cache
def glob_regex(pattern: str) -> re.Pattern[str]:
    """Returns the pattern as a regular expression. Raises ValueError for an invalid pattern."""
    text = pattern.removeprefix("./").removeprefix("/")
    if not text:
        raise ValueError("it is empty")
    pieces, depth = [], 0
    for piece in _PIECE.findall(text + "**" if text.endswith("/") else text):
        depth += (piece == "{") - (piece == "}")
        if depth < 0:
            break
        pieces.append(_regex_piece(piece, depth > 0))
    if depth:
        raise ValueError("a brace is unmatched")
    try:
        return re.compile("".join(pieces), re.DOTALL)
    except re.error as error:
        raise ValueError(str(error)) from error


def _regex_piece(piece: str, in_braces: bool) -> str:
    if piece == "**/":
        return "(?:.*/)?"
    if piece.startswith("*"):
        return ".*"
    if len(piece) > 2 and piece.startswith("["):
        inner = piece[1:-1].replace("\\", r"\\").replace("[", r"\[")
        return "[^" + inner[1:] + "]" if inner.startswith("!") else f"[{inner.replace('^', chr(92) + '^')}]"
    if len(piece) == 2 and piece.startswith("\\"):
        return re.escape(piece[1])
    braces = {"?": ".", "{": "(?:", "}": ")", ",": "|" if in_braces else ","}
    return braces.get(piece) or re.escape(piece)
