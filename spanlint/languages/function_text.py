"""What a function's text says about names: which are called, which are given a value. Read as text, since it only ever
clears a suspicion: a name in a comment counts as well."""

from __future__ import annotations

import re

_CALLED = re.compile(rb"([A-Za-z_$][\w$]*)\s*(?:\?\.)?\(")
_ASSIGNED = re.compile(rb"([A-Za-z_$#][\w$]*)\s*(?::[^=\n]*)?(?<![=!<>])=(?![=>])")
_READ = re.compile(rb"[A-Za-z_$#][\w$]*")


def called_names(text: bytes) -> frozenset[str]:
    """The names followed by an argument list."""
    return _names(_CALLED, text)


def assigned_names(text: bytes) -> frozenset[str]:
    """The names, and last names of members, followed by an assignment."""
    return _names(_ASSIGNED, text)


def names_in(text: bytes) -> frozenset[str]:
    """Every name."""
    return _names(_READ, text)


def _names(pattern: re.Pattern[bytes], text: bytes) -> frozenset[str]:
    return frozenset(name.decode("ascii", "replace") for name in pattern.findall(text))
