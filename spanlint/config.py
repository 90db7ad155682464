"""The configuration: the file that applies, and what it says."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from spanlint.apis import Creator, Opener
from spanlint.config_errors import ConfigError, mismatch
from spanlint.config_file import PYPROJECT, table_of
from spanlint.selection import check_selectors, enabled
from spanlint.settings import SessionContext

__all__ = ["Config", "ConfigError", "check_selectors", "enabled", "find", "load"]

_NAMES = (".spanlint.toml", "spanlint.toml", PYPROJECT)


class Config(NamedTuple):
    """What a configuration file says, or the defaults; `config_keys.KEYS` documents the fields that are keys.

    `select` is None where the default rules run. Patterns are relative to `root`, the folder of the file that was
    read, which is `source`.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    apis: tuple[tuple[str, bool], ...] = ()
    creators: tuple[tuple[str, Creator], ...] = ()
    openers: tuple[tuple[str, Opener], ...] = ()
    wrappers: tuple[tuple[str, Creator], ...] = ()
    session_context: tuple[tuple[str, SessionContext], ...] = ()
    output_format: str = "text"
    fail_on: str = "warning"
    force_exclude: bool = False
    baseline: str | None = None
    root: str = "."
    source: str | None = None


def find(start: str) -> str | None:
    """The absolute path of the nearest configuration file in the folder `start` or above it, None without one.

    In one folder `.spanlint.toml` comes before `spanlint.toml`, and that before a `pyproject.toml` with a
    `[tool.spanlint]` table; a `pyproject.toml` without one is passed over. Raises ConfigError for a `pyproject.toml`
    on the way that cannot be read, or that mentions spanlint and is not TOML.
    """
    folder = _absolute(start)
    while True:
        for name in _NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and (name != PYPROJECT or table_of(path) is not None):
                return path
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def load(path: str, known_codes: Callable[[], Sequence[str]], known_apis: Callable[[], Sequence[str]]) -> Config:
    """What the file at `path` says: `[tool.spanlint]` of a pyproject.toml, the top level of any other file.

    The two callables list rule codes and API names; each is called only if there is a name to look up. Raises
    ConfigError for a file that cannot be read, is not TOML, or holds anything but known keys with valid values.
    """
    from spanlint.config_keys import Known, read_keys  # most runs meet no configuration file

    table = table_of(path)
    of_project = os.path.basename(path) == PYPROJECT
    if table is None:
        raise ConfigError(f"{path}: has no [tool.spanlint] table")
    if not isinstance(table, dict):
        raise mismatch(f"{path}: tool.spanlint", "a table", table)
    if "tool" in table and not of_project:
        raise ConfigError(f"{path}: tool: unknown key; only in a pyproject.toml do the keys stand in [tool.spanlint]")
    fields = read_keys(table, f"{path}: tool.spanlint." if of_project else f"{path}: ", Known(known_codes, known_apis))
    return Config(root=os.path.dirname(path) or ".", source=path)._replace(**fields)


def _absolute(folder: str) -> str:
    try:
        return os.path.abspath(folder)
    except OSError as error:  # the current folder has been deleted
        raise ConfigError(f"{folder}: cannot be found: {error.strerror}") from error
