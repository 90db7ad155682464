"""Odd uses of span and context functions, read from a TypeScript or JavaScript tree."""

from __future__ import annotations

from spanlint.languages.typescript.callbacks import without_callback
from spanlint.languages.typescript.discarded import discarded
from spanlint.languages.typescript.unbound import unbound
from spanlint.usages import Usages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.facts import SpanCall
    from spanlint.languages.typescript.reader import TypeScriptFile


def usages(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Usages:
    """Odd uses of span and context functions."""
    return Usages(
        discarded=tuple(discarded(file)),
        unentered=tuple(without_callback(file, calls)),
        unbound=tuple(unbound(file)),
    )
