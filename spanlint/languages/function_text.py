"""What a function's text says about names: which are called, which are given a value. Read as text, since it only ever
clears a suspicion: a name in a comment counts as well."""

from __future__ import annotations

import re

_ASSIGNED = re.compile(rb"([A-Za-z_$#][\w$]*)\s*(?::[^=\n]*)?(?<![=!<>])=(?![=>])")
_NAME = re.compile(rb"[A-Za-z_$#][\w$]*")


def calls(text: bytes, name: str) -> bool:
    """Whether the name is followed by an argument list somewhere in the text."""
    return bool(name) and re.search(rb"(?<![\w$])%s\s*(?:\?\.)?\(" % re.escape(name).encode(), text) is not None


def assigns(text: bytes, names: frozenset[str]) -> bool:
    """Whether one of the names, or a member of that name, is given a value."""
    return bool(names) and not names.isdisjoint(_names(_ASSIGNED, text))


def names_in(text: bytes) -> frozenset[str]:
    """Every name."""
    return _names(_NAME, text)


def _names(pattern: re.Pattern[bytes], text: bytes) -> frozenset[str]:
    return frozenset(name.decode("ascii", "replace") for name in pattern.findall(text))
