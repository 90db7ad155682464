"""What a function's text says about names: which there are, which are given a value. Read as text, since it only ever
clears a suspicion: a name in a comment counts as well."""

from __future__ import annotations

import re
from functools import lru_cache

_ASSIGNED = re.compile(rb"([A-Za-z_$#][\w$]*)\s*(?:\?\?|\|\||&&)?=(?![=>])")
_ANNOTATED = re.compile(rb"([A-Za-z_$#][\w$]*)\s*:[^=\n;]*(?<![=!<>])=(?![=>])")
_VALUE = re.compile(r"\$?\{[^{}]*\}")
_NAME = re.compile(rb"[A-Za-z_$#][\w$]*")


def assigns(texts: tuple[bytes, ...], holders: frozenset[str], names: frozenset[str]) -> bool:
    """Whether one of the names, or a member of that name, is given a value: it is assigned in a text, or one of the
    `holders`, whose methods have been handed it."""
    if not names:
        return False
    return not (names.isdisjoint(holders) and all(names.isdisjoint(_assigned(text)) for text in texts))


@lru_cache(maxsize=16)
def _assigned(text: bytes) -> frozenset[str]:
    return _names(_ASSIGNED, text) | _names(_ANNOTATED, text)


def names_in(text: bytes) -> frozenset[str]:
    """Every name."""
    return _names(_NAME, text)


def _names(pattern: re.Pattern[bytes], text: bytes) -> frozenset[str]:
    return frozenset(name.decode("ascii", "replace") for name in pattern.findall(text))


def without_values(template: str) -> str:
    """A name or a template with a blank for every `{...}` or `${...}` in it: the key of the span names it makes; empty
    where no letter is left, since anything may then be meant."""
    key = _VALUE.sub("{}", template)
    return key if any(each.isalpha() for each in key) else ""
