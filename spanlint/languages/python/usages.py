"""Odd uses of span and context functions, read from a Python tree."""

from __future__ import annotations

from spanlint.languages.python.discarded import discarded
from spanlint.languages.python.misdecorated import misdecorated
from spanlint.languages.python.unentered import unentered
from spanlint.usages import Usages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.facts import SpanCall
    from spanlint.languages.python.reader import PythonFile


def usages(file: PythonFile, calls: tuple[SpanCall, ...]) -> Usages:
    """Odd uses of span and context functions."""
    return Usages(
        discarded=tuple(discarded(file)),
        unentered=tuple(unentered(file, calls)),
        misdecorated=tuple(misdecorated(file, calls)),
    )
