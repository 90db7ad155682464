"""The files of a project that a pattern is found in, for judgements that depend on who else does something."""

from __future__ import annotations

import os
import re

from spanlint.disk.reading import read_file
from spanlint.languages.names.disk_memory import remembered

MAX_VIEWED = 1_000_000
"""The bytes of the largest file that is searched for definitions."""

_MAX_SEARCHED = 20_000  # files


def marked_files(folder: str, suffix: str, marks: re.Pattern[bytes]) -> tuple[str, ...]:
    """Returns the paths of the files below a folder that match a pattern; none if there are too many to search."""
    return _found(folder, suffix, marks.pattern.decode("latin-1"), marks.flags)


@remembered
def _found(folder: str, suffix: str, pattern: str, flags: int) -> tuple[str, ...]:
    marks = re.compile(pattern.encode("latin-1"), flags)
    read = ((path, read_file(path, MAX_VIEWED)) for path in searched_files(folder, suffix))
    return tuple(path for path, data in read if isinstance(data, bytes) and marks.search(data))


def searched_files(folder: str, suffix: str) -> list[str]:
    """Returns the paths of the files below a folder with a suffix; none if there are too many to search."""
    from spanlint.discovery.without_git import walk

    names = walk(folder, (suffix,)).files
    return [os.path.join(folder, name) for name in names] if len(names) <= _MAX_SEARCHED else []
