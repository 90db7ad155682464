"""Odd uses of span and context functions, read from a TypeScript or JavaScript tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spanlint.usages import Usages

if TYPE_CHECKING:
    from spanlint.facts import SpanCall
    from spanlint.languages.typescript.reader import TypeScriptFile


def usages(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Usages:
    """Odd uses of span and context functions."""
    del file, calls
    return Usages()
