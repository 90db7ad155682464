"""How long the spans and attached contexts of a file live, read from a Python tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spanlint.lifetimes import Lifetimes

if TYPE_CHECKING:
    from spanlint.facts import SpanCall
    from spanlint.languages.python.reader import PythonFile


def lifetimes(file: PythonFile, calls: tuple[SpanCall, ...]) -> Lifetimes:
    """How long the spans and attached contexts of this file live."""
    del file, calls
    return Lifetimes()
