"""Names of spans that differ in little are taken for one name, where there are too many of them to be counted each."""

from __future__ import annotations

from spanlint.lean.patterns import lazy_pattern

MAX_FOLD = 3
"""How far names can be folded: all that are left then is one."""
_DIGITS = lazy_pattern(r"\d+")
_WORDS_WITH_DIGITS = lazy_pattern(r"[\w-]*\d[\w-]*")
_ANY = "(any name)"


def folded(name: str, fold: int) -> str:
    """Returns what a name counts as: itself at 0, without the difference of its digits at 1, of words with digits at 2,
    and the same as any other at 3. What is folded already stays as it is."""
    if fold == 0:
        return name
    if fold == MAX_FOLD:
        return _ANY
    return (_DIGITS if fold == 1 else _WORDS_WITH_DIGITS).sub("0", name)
