"""The configuration: the file that applies, and what it says."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError, mismatch
from spanlint.config.selection import Choice, check_selectors, enabled
from spanlint.config_file import PYPROJECT, table_of
from spanlint.lean.records import Record
from spanlint.model.settings import LARGEST, LONGEST, SessionContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spanlint.apis import Creator, Opener

__all__ = ["Config", "ConfigError", "Patterns", "check_selectors", "enabled", "file_in", "find", "load"]

_NAMES = (".spanlint.toml", "spanlint.toml", PYPROJECT)


class Patterns(Record):
    """The patterns of one key of one file, and that file's folder, which they are relative to."""

    root: str
    patterns: tuple[str, ...]


class Config(Record):
    """What a configuration file and those it extends say, or the defaults; `config_keys.KEYS` documents the keys.

    `select` is None where the default rules run. `source` is the path of the file that was read and `root` its folder;
    `extends` are the paths of those that it extends, the nearest first, and `inherited` what those say of the rules,
    the farthest first. `per_file_ignores` are relative to `ignores_root`. `max_file_size` is in bytes; `jobs` is 0 for
    one process a processor. `broken` is the one line that says why the file at `source` cannot be used; then all else
    is a default.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    include: tuple[Patterns, ...] = ()
    exclude: tuple[Patterns, ...] = ()
    extend_exclude: tuple[Patterns, ...] = ()
    extend: str | None = None
    apis: tuple[tuple[str, bool], ...] = ()
    creators: tuple[tuple[str, Creator], ...] = ()
    openers: tuple[tuple[str, Opener], ...] = ()
    wrappers: tuple[tuple[str, Creator], ...] = ()
    context_manager_decorators: tuple[str, ...] = ()
    session_context: tuple[tuple[str, SessionContext], ...] = ()
    max_file_size: int = LARGEST
    max_file_seconds: int = LONGEST
    output_format: str = "text"
    fail_on: str = "warning"
    force_exclude: bool = False
    baseline: str | None = None
    jobs: int = 0
    root: str = "."
    source: str | None = None
    extends: tuple[str, ...] = ()
    inherited: tuple[Choice, ...] = ()
    ignores_root: str = "."
    broken: str = ""


def find(start: str) -> str | None:
    """The absolute path of the nearest configuration file in the folder `start` or above it, None without one.

    In one folder `.spanlint.toml` comes before `spanlint.toml`, and that before a `pyproject.toml` with a
    `[tool.spanlint]` table; a `pyproject.toml` without one is passed over. Raises ConfigError for a `pyproject.toml`
    on the way that cannot be read, or that mentions spanlint and is not TOML.
    """
    folder = absolute(start)
    while True:
        path = file_in(folder)
        parent = os.path.dirname(folder)
        if path or parent == folder:
            return path
        folder = parent


def file_in(folder: str) -> str | None:
    """The configuration file of this very folder, None without one. Raises ConfigError as `find` does."""
    start = folder if folder.endswith(os.sep) else folder + os.sep
    for name in _NAMES:
        path = start + name
        # Most folders hold none of the three: access says so at a third of the cost of a stat that fails.
        if os.access(path, os.F_OK) and os.path.isfile(path) and (name != PYPROJECT or table_of(path) is not None):
            return path
    return None


def load(path: str, known_codes: Callable[[], Sequence[str]], known_apis: Callable[[], Sequence[str]]) -> Config:
    """What the file at `path` says: `[tool.spanlint]` of a pyproject.toml, the top level of any other file.

    The two callables list rule codes and API names; each is called only if there is a name to look up. Raises
    ConfigError for a file that cannot be read, is not TOML, or holds anything but known keys with valid values, and
    for one that extends such a file, or itself.
    """
    from spanlint.config.extend import extended
    from spanlint.config.keys import read_keys
    from spanlint.config.validation import Known  # most runs meet no configuration file

    def read(path: str) -> dict[str, object]:
        place = f"{path}: tool.spanlint." if os.path.basename(path) == PYPROJECT else f"{path}: "
        return read_keys(_table(path), place, Known(known_codes, known_apis))

    return extended(path, read)


def _table(path: str) -> dict[str, object]:
    table = table_of(path)
    of_project = os.path.basename(path) == PYPROJECT
    if table is None:
        raise ConfigError(f"{path}: has no [tool.spanlint] table")
    if not isinstance(table, dict):
        raise mismatch(f"{path}: tool.spanlint", "a table", table)
    if "tool" in table and not of_project:
        raise ConfigError(f"{path}: tool: unknown key; only pyproject.toml has the keys in [tool.spanlint]")
    return table


def absolute(folder: str) -> str:
    """The folder as an absolute path. Raises ConfigError where the current folder has been deleted."""
    try:
        return os.path.abspath(folder)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be found: {error.strerror}") from error
