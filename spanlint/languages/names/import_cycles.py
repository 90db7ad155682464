"""Whether an import that a fix adds would close a cycle: the module imports, directly or not, the file being fixed.

While such a cycle is being imported, a name of it may not exist yet: Python raises ImportError, and CommonJS hands out
an incomplete module.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from spanlint.languages.names.imports import ImportFollower
from spanlint.lean.protocols import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LIMIT = 300  # files; what imports more is not followed to its end


class ImportingFile(Protocol):
    """One file of a project."""

    path: str
    follower: ImportFollower


Imported = Callable[["Any"], Iterable[str]]
"""Returns the origins of the names that the top level of a file imports."""


def closes_cycle(file: ImportingFile, wanting: ImportingFile, imported: Imported) -> bool:
    """Whether importing into a file what another one imports closes a cycle that is not there yet."""
    own = os.path.realpath(file.path)
    present = {own, *(os.path.realpath(view.path) for view in _views(file, imported(file)))}
    pending = [view for view in _views(wanting, imported(wanting)) if os.path.realpath(view.path) not in present]
    visited: set[str] = set()
    while pending and len(visited) < _LIMIT:
        view = pending.pop()
        path = os.path.realpath(view.path)
        if path == own:
            return True
        if path not in visited:
            visited.add(path)
            pending += _views(view, imported(view))
    return False


def _views(file: Any, origins: Iterable[str]) -> Iterator[Any]:
    for origin in origins:
        for view, _ in file.follower.targets(origin):
            yield view
