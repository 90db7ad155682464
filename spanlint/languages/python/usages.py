"""Odd uses of span and context functions, read from a Python tree."""

from __future__ import annotations

from spanlint.languages.python.contexts.discarded import discarded
from spanlint.languages.python.spans.misdecorated import misdecorated
from spanlint.languages.python.spans.unentered import unentered
from spanlint.model.usages import Usages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.python.file import PythonFile
    from spanlint.model.facts import SpanCall


def usages(file: PythonFile, calls: tuple[SpanCall, ...]) -> Usages:
    """Odd uses of span and context functions."""
    return Usages(
        discarded=tuple(discarded(file)),
        unentered=tuple(unentered(file, calls)),
        misdecorated=tuple(misdecorated(file, calls)),
    )
