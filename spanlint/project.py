"""The lazy view of other files: parsed when an imported name leads to one of them, a few hops away, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from spanlint.reading import Unread, read_file

View = TypeVar("View")
_KEPT = 200  # views held at once: memory must not grow with the number of files
_LARGEST = 1_000_000  # bytes; a definition in a larger file is not looked for
HOPS = 4


class Project(Generic[View]):
    """Other files of the run, parsed when a name leads to them. Without one, a file is judged by itself alone."""

    def __init__(self, parse: Callable[[str, bytes], View | None]) -> None:
        self._parse = parse
        self._views: dict[str, View | None] = {}

    def view(self, path: str) -> View | None:
        """The view of a file by its path; None when it cannot be read or is too large to be worth it."""
        if path not in self._views:
            if len(self._views) >= _KEPT:
                self._views.pop(next(iter(self._views)))
            data = read_file(path)
            readable = not isinstance(data, Unread) and len(data) <= _LARGEST
            self._views[path] = self._parse(path, data) if readable and isinstance(data, bytes) else None
        return self._views[path]
