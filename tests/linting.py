"""Lint a piece of source text in a test."""

from __future__ import annotations

import textwrap

from spanlint.lint.diagnose import lint
from spanlint.model.findings import Diagnostic
from spanlint.model.settings import Forbidden, Settings
from spanlint.rulebook.rules import rules
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of

EVERY_CODE = frozenset(rule.code for rule in rules())
PARENT_CODES = frozenset(code for code in EVERY_CODE if not code.startswith("SPN1"))  # the rules about parents


def diagnostics(
    path: str, text: str | bytes, codes: frozenset[str] = PARENT_CODES, forbidden: tuple[Forbidden, ...] = ()
) -> tuple[Diagnostic, ...]:
    """The diagnostics of a text as if it stood at `path`."""
    language = language_of(path)
    assert language is not None
    data = textwrap.dedent(text).encode() if isinstance(text, str) else text
    return lint(decode(path, language, data), Settings(codes, forbidden=forbidden)).diagnostics


def found(
    path: str, text: str | bytes, codes: frozenset[str] = PARENT_CODES, forbidden: tuple[Forbidden, ...] = ()
) -> list[tuple[int, str]]:
    """The 1-based line and the code of each diagnostic."""
    return [(each.start.line, each.code) for each in diagnostics(path, text, codes, forbidden)]
