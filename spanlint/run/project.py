"""Lazy views of other files: a file is parsed when an imported name leads to it, and its view is kept."""

from __future__ import annotations

import os

from spanlint.disk.reading import is_binary, read_file
from spanlint.model.settings import Settings
from spanlint.text.suffixes import language_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any

    from spanlint.languages.names.imports import Located, Neighbours

_MAX_VIEWS = 200  # views kept at once: memory must not grow with the number of files
_MAX_SIZE = 1_000_000  # bytes of a file that is viewed


class Project:
    """The other files of the run. Without a project, each file is judged on its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._views: dict[str, Any] = {}
        self.located: Located = {}
        """What the imports of a folder's files lead to."""

    def view(self, path: str) -> Any | None:
        """Returns the reader's own view of the file at `path`, or None when it cannot be read as source."""
        if path not in self._views:
            if len(self._views) >= _MAX_VIEWS:
                self._views.pop(next(iter(self._views)))
            self._views[path] = self._read(path)
        return self._views[path]

    def marked(self, folder: str, suffix: str, marks: re.Pattern[bytes]) -> list[str]:
        """Returns the paths of the files below a folder that match a pattern; none if there are too many to search."""
        from spanlint.run.marked_files import marked_files  # few judgements search a folder

        return list(marked_files(folder, suffix, marks))

    def _read(self, path: str) -> Any | None:
        data = read_file(path) if language_of(path) is not None and _is_small(path) else None
        return view_of(path, data, self._settings, self) if isinstance(data, bytes) else None


def view_of(path: str, data: bytes, settings: Settings, neighbours: Neighbours) -> Any | None:
    """Returns the reader's own view of a file with this content, or None when it is not source."""
    from spanlint.apis import tables
    from spanlint.languages import reader
    from spanlint.text.decoding import UndecodableError, decode

    language = language_of(path)
    if language is None or is_binary(data):
        return None
    try:
        source = decode(path, language, data)
    except UndecodableError:
        return None
    return reader(language).view(source, tables(language, settings.apis), neighbours)


def _is_small(path: str) -> bool:
    try:
        return os.path.getsize(path) <= _MAX_SIZE
    except OSError:
        return False
