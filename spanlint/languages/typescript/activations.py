"""What a file makes current, and on what, read from a TypeScript or JavaScript tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spanlint.activations import Activations

if TYPE_CHECKING:
    from spanlint.facts import SpanCall
    from spanlint.languages.typescript.reader import TypeScriptFile


def activations(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Activations:
    """What this file makes current, and on what."""
    del file, calls
    return Activations()
