"""A view of other files that lasts for hours: what is open overrides the disk, and what has changed is read again."""

from __future__ import annotations

import os

from spanlint.disk.reading import read_file
from spanlint.lean.records import Record
from spanlint.run.marked_files import MAX_VIEWED, searched_files
from spanlint.run.project import view_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Set
    from typing import Any

    from spanlint.languages.names.imports import Located
    from spanlint.model.settings import Settings
    from spanlint.server.buffers import Buffers

    Stamp = str | tuple[int, int] | None
    """What tells whether a file has changed: the text of an open one, else its time and size; None without a file."""

_MAX_VIEWS = 400  # views kept at once


class Asker(Record):
    """What one file has asked for: the paths of other files, what its imports lead to, and whether it searched folders.

    It is the `Neighbours` of that file.
    """

    files: OpenFiles
    asked: set[str]
    searches: list[str]
    located: Located

    def view(self, path: str) -> Any | None:
        """Returns the reader's own view of the file at `path`, or None when it cannot be read as source."""
        self.asked.add(path)
        return self.files.view(path)

    def marked(self, folder: str, suffix: str, marks: re.Pattern[bytes]) -> list[str]:
        """Returns the paths of the files below a folder that match a pattern; none if there are too many to search."""
        self.searches.append(folder)
        return self.files.marked(folder, suffix, marks)


class _Viewed(Record):
    """A view, what it was made of, and what it asks for, now or later."""

    view: Any | None
    stamp: Stamp
    asker: Asker


class OpenFiles:
    """The other files of one configuration."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._buffers: Buffers = {}
        self._views: dict[str, _Viewed] = {}
        self._searched: dict[tuple[str, str, bytes], list[str]] = {}
        self._matches: dict[tuple[str, bytes], tuple[Stamp, bool]] = {}

    def asker(self) -> Asker:
        """Returns the `Neighbours` of a file to judge."""
        return Asker(self, set(), [], {})

    def view(self, path: str) -> Any | None:
        """Returns the view of a file, as it was at the last `refresh`."""
        if path not in self._views:
            if len(self._views) >= _MAX_VIEWS:
                self._drop({next(iter(self._views))})
            asker = self.asker()
            stamp, data = self._read(path)
            view = view_of(path, data, self._settings, asker) if data is not None else None
            self._views[path] = _Viewed(view, stamp, asker)
        return self._views[path].view

    def marked(self, folder: str, suffix: str, marks: re.Pattern[bytes]) -> list[str]:
        """Returns the files below a folder that match a pattern, open ones by their text."""
        key = (folder, suffix, marks.pattern)
        if key not in self._searched:
            self._searched[key] = searched_files(folder, suffix)
        return [path for path in self._searched[key] if self._is_match(path, marks)]

    def refresh(self, buffers: Buffers) -> frozenset[str]:
        """Forget what no longer holds, given what is open now. Returns the paths whose views are no longer the same."""
        self._buffers = buffers
        changed = {path for path, viewed in self._views.items() if viewed.stamp != self._stamp(path)}
        return frozenset(self._drop(changed)) if changed else frozenset()

    def forget_folders(self) -> None:
        """Search folders again, since files may have come or gone, and forget the views that have searched."""
        self._searched.clear()
        self._drop({path for path, viewed in self._views.items() if viewed.asker.searches})

    def _drop(self, changed: Set[str]) -> Set[str]:
        """Forget views and all that has asked for them."""
        dropped: set[str] = set()
        while changed:
            dropped |= changed
            for path in changed:
                self._views.pop(path, None)
            changed = {path for path, viewed in self._views.items() if not dropped.isdisjoint(viewed.asker.asked)}
        return dropped

    def _is_match(self, path: str, marks: re.Pattern[bytes]) -> bool:
        """Whether a file matches. While it does not change, it is not read again."""
        key = (path, marks.pattern)
        known = self._matches.get(key)
        stamp = self._stamp(path)
        if known is None or known[0] != stamp:
            _, data = self._read(path)
            known = self._matches[key] = (stamp, data is not None and marks.search(data) is not None)
        return known[1]

    def _stamp(self, path: str) -> Stamp:
        buffer = self._buffers.get(path)
        return buffer.text if buffer is not None else stamp_of(path)

    def _read(self, path: str) -> tuple[Stamp, bytes | None]:
        stamp = self._stamp(path)
        buffer = self._buffers.get(path)
        data = buffer.data() if buffer is not None else read_file(path, MAX_VIEWED)
        return stamp, data if isinstance(data, bytes) and len(data) <= MAX_VIEWED else None


def stamp_of(path: str) -> tuple[int, int] | None:
    """Returns the time and the size of a file; None without one."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size


def has_asked(asker: Asker, paths: Iterable[str]) -> bool:
    """Whether a file has asked for any of these others. Those that it asks for through others are dropped with them."""
    return not asker.asked.isdisjoint(paths)
