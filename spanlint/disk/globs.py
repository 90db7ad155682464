"""The patterns of `include` and `per-file-ignores`, as ruff reads them: about a file's name, or its path from a root.

These are no gitignore patterns: `*` crosses folders, and `{a,b}` is either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_WILD = re.compile(r"\*\*/|\*+|\?|\[!?\]?[^\]]*\]|\\.|.", re.DOTALL)


def matches(pattern: str, path: str) -> bool:
    """Whether a pattern is about a path, which is relative to the pattern's root and has `/` between its parts.

    A pattern is held against the last part of the path as well, unless it starts with `/`; one that ends in `/` is
    about everything below that folder. Raises ValueError for what is no pattern.
    """
    regex = compiled(pattern)
    return bool(regex.fullmatch(path)) or (pattern[:1] != "/" and bool(regex.fullmatch(path.rpartition("/")[2])))


def any_matches(patterns: Iterable[str], path: str) -> bool:
    """Whether one of the patterns is about the path. Raises ValueError for what is no pattern."""
    return any(matches(pattern, path) for pattern in patterns)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression. Raises ValueError for what is no pattern."""
    text = pattern.removeprefix("./").removeprefix("/")
    if not text:
        raise ValueError("it is empty")
    pieces, depth = [], 0
    for piece in _WILD.findall(text + "**" if text.endswith("/") else text):
        depth += (piece == "{") - (piece == "}")
        if depth < 0:
            break
        pieces.append(_translated(piece, depth > 0))
    if depth:
        raise ValueError("a brace is unmatched")
    try:
        return re.compile("".join(pieces), re.DOTALL)
    except re.error as error:
        raise ValueError(str(error)) from error


def _translated(piece: str, in_braces: bool) -> str:
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
