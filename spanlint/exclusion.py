"""Whether `exclude` leaves out a file that was named: to pre-commit and flake8, every file is one."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache

from spanlint.config import ConfigError


def is_excluded(path: str, patterns: tuple[str, ...], root: str) -> bool:
    """Whether gitignore patterns relative to the folder `root` leave a file out. Raises ConfigError for a bad one."""
    if not patterns:
        return False
    top = os.path.realpath(root)
    below = os.path.relpath(os.path.realpath(path), top).replace(os.sep, "/")
    return _excluder(patterns, top)(below, False)


@cache
def _excluder(patterns: tuple[str, ...], top: str) -> Callable[[str, bool], bool]:
    from spanlint.ignore import excluder, parse_exclude  # most runs exclude nothing

    try:
        return excluder(parse_exclude(patterns), top, top)
    except ValueError as error:
        raise ConfigError(str(error)) from error
