"""The names that a function's text contains, and those that it assigns.

The text is not parsed, so a name in a comment counts as well. This is safe because a match only ever prevents a
finding.
"""

from __future__ import annotations

import re
from functools import lru_cache

from spanlint.lean.patterns import lazy_pattern

_ASSIGNED = lazy_pattern(rb"([A-Za-z_$#][\w$]*)(?:\[[^\]\n]*\])?\s*(?:\?\?|\|\||&&)?=(?![=>])")
_ANNOTATED = lazy_pattern(rb"([A-Za-z_$#][\w$]*)\s*:[^=\n;]*(?<![=!<>])=(?![=>])")
_MEMBER = lazy_pattern(
    rb"\.\s*([A-Za-z_$#][\w$]*)(?:\[[^\]\n]*\])?\s*(?:\?\?|\|\||&&)?=(?![=>])"  # `store.span = span`
    rb"|\.\s*([A-Za-z_$#][\w$]*)\s*:[^=\n;]*(?<![=!<>])=(?![=>])"  # `self.span: Span = span`
    rb"|[{,]\s*[\"']?([A-Za-z_$][\w$]*)[\"']?\s*(?=[,:}])"  # `{ span }`, `{ "span": span }`
    rb"|[(,]\s*([A-Za-z_$][\w$]*)\s*=(?![=>])"  # `State(span=span)`
)
_VALUE = lazy_pattern(r"\$?\{[^{}]*\}")
_DOTTED = lazy_pattern(rb"[A-Za-z_$#][\w$]*(?:\s*\??\.\s*[A-Za-z_$#][\w$]*)*")
_DOT = lazy_pattern(r"\s*\??\.\s*")
_SELF = lazy_pattern(r"^(?:self|cls|this)(?:\.|$)")
_VARIABLE = lazy_pattern(rb"(?<![\w$#.])[A-Za-z_$#][\w$]*")
_WORDS = frozenset(
    {
        *("None", "True", "False", "null", "undefined", "true", "false"),
        *("and", "or", "not", "is", "in", "if", "else", "lambda", "await", "new", "typeof", "instanceof", "as"),
    }
)
_READ_MEMBER = lazy_pattern(rb"\.\s*([A-Za-z_$#][\w$]*)")
_NAME = lazy_pattern(rb"[A-Za-z_$#][\w$]*")


def assigns(texts: tuple[bytes, ...], holders: frozenset[str], names: frozenset[str]) -> bool:
    """Whether one of the names, or a member of that name, receives a value.

    It does if one of the texts assigns it, or if it is one of the `holders`, whose methods have been passed the value.
    A name with a dot in front, as `names_read_in` returns, is a member, which no variable of its name gives a value.
    """
    members = {name[1:] for name in names if name.startswith(".")}
    if not (names.isdisjoint(holders) and members.isdisjoint(holders)):
        return True
    if any(not names.isdisjoint(_assigned(text)) for text in texts if names):
        return True
    return any(not members.isdisjoint(_assigned_members(text)) for text in texts if members)


@lru_cache(maxsize=16)
def _assigned(text: bytes) -> frozenset[str]:
    return _names(_ASSIGNED, text) | _names(_ANNOTATED, text)


@lru_cache(maxsize=16)
def _assigned_members(text: bytes) -> frozenset[str]:
    found = (match[match.lastindex or 0] for match in _MEMBER.finditer(text))
    return frozenset(name.decode("ascii", "replace") for name in found)


def names_read_in(text: bytes) -> frozenset[str]:
    """Every name in a text; those of members begin with a dot."""
    return _names(_VARIABLE, text) | frozenset(f".{name}" for name in _names(_READ_MEMBER, text))


def names_in(text: bytes) -> frozenset[str]:
    """Every name in a text."""
    return _names(_NAME, text)


def dotted_names_in(text: bytes) -> frozenset[str]:
    """Every name in a text, each with the members that are read from it, as `options.active`.

    The object that a method belongs to is left out, so that `self.parent` is `parent`, and so are the words of the
    languages: two conditions with a `not` or a `None` need not be about the same.
    """
    names = (_SELF.sub("", _DOT.sub(".", name)) for name in _names(_DOTTED, text))
    return frozenset(filter(None, names)) - _WORDS


def _names(pattern: re.Pattern[bytes], text: bytes) -> frozenset[str]:
    return frozenset(name.decode("ascii", "replace") for name in pattern.findall(text))


def without_values(template: str) -> str:
    """A span name or template with every `{...}` and `${...}` replaced by `{}`.

    The result is the key of all span names that the template makes. It is empty if no letter is left, since such a
    template matches any name.
    """
    key = _VALUE.sub("{}", template)
    return key if any(character.isalpha() for character in key) else ""
