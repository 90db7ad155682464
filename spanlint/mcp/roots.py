"""The folders that an agent may read and write: those that its client names, else the current one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from spanlint.languages.names.containment import is_below
from spanlint.lean.records import Record


class OutsideError(Exception):
    """A path that is in none of the roots; the message is one line."""


class AllowedFolders(Record):
    """Absolute, resolved folders. Relative paths are relative to the first."""

    folders: tuple[str, ...]

    def resolve(self, path: str) -> str:
        """Returns the absolute path of a file or folder. Raises OutsideError, also for a link that leads out."""
        try:
            absolute = os.path.normpath(os.path.join(self.folders[0], path))
            is_allowed = self.root_of(absolute) is not None
        except ValueError as error:  # a NUL in it
            raise OutsideError(f"{path!r}: {error}") from None
        if not is_allowed:
            raise OutsideError(f"{path}: outside of the roots ({', '.join(self.folders)})")
        return absolute

    def root_of(self, path: str) -> str | None:
        """Returns the innermost root that contains what a path leads to; None if none does."""
        target = os.path.realpath(path)
        return max((folder for folder in self.folders if is_below(target, folder)), key=len, default=None)

    def shown(self, path: str) -> str:
        """Returns a path for people: relative to the first root if it is below it."""
        first = self.folders[0]
        absolute = os.path.abspath(path)
        return os.path.relpath(absolute, first) if is_below(absolute, first) else absolute


def roots_of(uris: Iterable[str]) -> AllowedFolders:
    """Returns the folders that these addresses name. What is no folder on this machine counts for nothing."""
    paths = (unquote(urlsplit(uri).path) for uri in uris if urlsplit(uri).scheme == "file")
    folders = tuple(dict.fromkeys(os.path.realpath(path) for path in paths if path and os.path.isdir(path)))
    return AllowedFolders(folders or (os.path.realpath(os.curdir),))
