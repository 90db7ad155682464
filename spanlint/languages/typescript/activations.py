"""What a file makes current, and on what, read from a TypeScript or JavaScript tree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from spanlint.activations import Activations
from spanlint.languages.span_locals import Ways, never_current
from spanlint.languages.typescript.deferred import deferred_bodies
from spanlint.languages.typescript.rebased import rebased
from spanlint.languages.typescript.span_locals import function_around, member_of, span_locals

if TYPE_CHECKING:
    from spanlint.facts import SpanCall
    from spanlint.languages.typescript.reader import TypeScriptFile


def activations(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Activations:
    """What this file makes current, and on what."""
    spans = tuple(span_locals(file, calls))
    ways = Ways(partial(member_of, file.tree), partial(function_around, file.tree))
    return Activations(
        deferred=tuple(sorted(deferred_bodies(file))),
        rebased=tuple(rebased(file, spans)),
        never_current=tuple(never_current(file.tree, ways, spans, calls)),
    )
