"""Whether a path is inside of a folder, by where it leads and not by its letters."""

from __future__ import annotations

import os

from spanlint.languages.names.disk_memory import remembered


@remembered
def resolved(path: str) -> str:
    """Returns a path without symbolic links. Raises ValueError for a path that no file can have."""
    return os.path.realpath(path)  # one system call per part of a path, needed for each imported name


def is_inside(path: str, root: str) -> bool:
    """Whether a file is below a folder once symbolic links are resolved."""
    # Not normalized first: `..` after a link does not lead back.
    return is_below(resolved(os.path.join(os.getcwd(), path)), root)


def is_below(path: str, folder: str) -> bool:
    """Whether a path is a folder or below it, by its letters."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
