"""Comments that look like a `spanlint: ignore` and are none, or that list codes without brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.lean.patterns import lazy_pattern
from spanlint.model.facts import Facts
from spanlint.model.suppressions import MisspelledSuppression
from spanlint.text.near_names import nearest
from spanlint.text.source import ByteRange

_CODE = rb"SPN\d+(?!\w)"
_FORM = lazy_pattern(
    rb"(?:^|(?<=\s))(?:#+|//+|/\*+)[\s*!]*"
    rb"(?P<all>spanlint:\s*(?P<word>[a-z]+(?:-[a-z]+)*)(?![\w-])"
    rb"(?P<list>[ \t]*(?P<sign>[:=(\[]?)[ \t]*(?P<codes>"
    + _CODE
    + rb"(?:[ \t]*,?[ \t]*"
    + _CODE
    + rb")*)(?:[ \t]*[)\]])?)?)",
    re.IGNORECASE,
)
_OWN_WORDS = ("ignore", "ignore-file")
# What other linters call it, and the words that people try.
_FOREIGN_WORDS = lazy_pattern(r"(?:disable|noqa|nolint|nosec|off|skip|suppress|allow)(?:-[a-z-]+)?|ignore-[a-z-]+")


def misspelled(text: bytes, facts: Facts) -> Iterator[MisspelledSuppression]:
    """Yields the comments that suppress nothing because of their spelling, or more than they list."""
    for comment in facts.comments:
        for match in _FORM.finditer(text[slice(*comment)]):
            word = match["word"].decode().lower()
            is_own = word in _OWN_WORDS
            if match["sign"] == b"[" if is_own else not _is_meant(word, match):
                continue
            if is_own and not match["codes"]:
                continue
            codes = re.findall(_CODE, match["codes"] or b"", re.IGNORECASE)
            listed = f"[{', '.join(code.decode().upper() for code in codes)}]" if codes else ""
            meant = f"spanlint: {'ignore-file' if 'file' in word else 'ignore'}{listed}"
            at = ByteRange(comment.start + match.start(), comment.start + match.end())
            replaced = ByteRange(comment.start + match.start("all"), comment.start + match.end("all"))
            written = " ".join(match["all"].decode("utf-8", "replace").split())
            yield MisspelledSuppression(at, replaced, written, meant, is_own)


def _is_meant(word: str, match: re.Match[bytes]) -> bool:
    """Whether a word in place of `ignore` is meant as one, and not as the beginning of a sentence."""
    is_foreign = _FOREIGN_WORDS.fullmatch(word) is not None or nearest(word, _OWN_WORDS, 0.75) is not None
    return is_foreign or (word != "enable" and bool(match["sign"]) and bool(match["codes"]))
