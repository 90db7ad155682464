"""Odd uses of span and context functions, read from a TypeScript or JavaScript tree."""

from __future__ import annotations

from spanlint.languages.typescript.contexts.discarded import discarded
from spanlint.languages.typescript.spans.unbound import unbound
from spanlint.languages.typescript.spans.without_callback import without_callback
from spanlint.model.usages import Usages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import SpanCall


def usages(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Usages:
    """Odd uses of span and context functions."""
    return Usages(
        discarded=tuple(discarded(file)),
        unentered=tuple(without_callback(file, calls)),
        unbound=tuple(unbound(file)),
    )
