"""Lazy views of other files: a file is parsed when an imported name leads to it, and its view is kept."""

from __future__ import annotations

import os

from spanlint.disk.reading import Unread, is_binary, read_file
from spanlint.languages import reader
from spanlint.model.settings import Settings
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterator
    from typing import Any

_MAX_VIEWS = 200  # views kept at once: memory must not grow with the number of files
_MAX_SEARCHED = 20_000  # files
_MAX_BYTES = 1_000_000  # bytes; larger files are not searched for definitions


class Project:
    """The other files of the run. Without a project, each file is judged on its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._views: dict[str, Any] = {}
        self._marked: dict[tuple[str, str, bytes], list[str]] = {}

    def view(self, path: str) -> Any | None:
        """Returns the reader's own view of the file at `path`, or None when it cannot be read as source."""
        if path not in self._views:
            if len(self._views) >= _MAX_VIEWS:
                self._views.pop(next(iter(self._views)))
            self._views[path] = self._read(path)
        return self._views[path]

    def marked(self, folder: str, suffix: str, marks: re.Pattern[bytes]) -> list[str]:
        """Returns the paths of the files below a folder that match a pattern; none if there are too many to search."""
        key = (folder, suffix, marks.pattern)
        if key not in self._marked:
            self._marked[key] = list(_search(folder, suffix, marks))
        return self._marked[key]

    def _read(self, path: str) -> Any | None:
        from spanlint.apis import tables
        from spanlint.text.decoding import UndecodableError, decode

        language = language_of(path)
        data = read_file(path) if language is not None and _is_small(path) else None
        if language is None or data is None or isinstance(data, Unread) or is_binary(data):
            return None
        try:
            source = decode(path, language, data)
        except UndecodableError:
            return None
        return reader(language).view(source, tables(language, self._settings.apis), self)


def _search(folder: str, suffix: str, marks: re.Pattern[bytes]) -> Iterator[str]:
    from spanlint.discovery.without_git import walk

    names = walk(folder, (suffix,)).files
    for path in (os.path.join(folder, name) for name in names if len(names) <= _MAX_SEARCHED):
        data = read_file(path, _MAX_BYTES)
        if isinstance(data, bytes) and marks.search(data):
            yield path


def _is_small(path: str) -> bool:
    try:
        return os.path.getsize(path) <= _MAX_BYTES
    except OSError:
        return False
