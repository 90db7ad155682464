"""Configuration files: which one applies, its TOML, and what it says."""

from __future__ import annotations

import os
import stat
import sys

from spanlint.config.errors import ConfigError, mismatch
from spanlint.config.model import Config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

PYPROJECT = "pyproject.toml"
_NAMES = (".spanlint.toml", "spanlint.toml", PYPROJECT)

_parsed_last: dict[tuple[str, bytes], dict[str, Any]] = {}  # find and load both want the same file's tables


def find_config(start: str) -> str | None:
    """The absolute path of the nearest configuration file in the folder `start` or above it, None without one.

    In one folder `.spanlint.toml` comes before `spanlint.toml`, and that before a `pyproject.toml` with a
    `[tool.spanlint]` table; a `pyproject.toml` without one is passed over. Raises ConfigError for a `pyproject.toml`
    on the way that cannot be read, or that mentions spanlint and is not TOML.
    """
    folder = absolute_folder(start)
    while True:
        path = config_in(folder)
        parent = os.path.dirname(folder)
        if path or parent == folder:
            return path
        folder = parent


def config_in(folder: str) -> str | None:
    """The configuration file of this very folder, None without one. Raises ConfigError as `find` does."""
    start = folder if folder.endswith(os.sep) else folder + os.sep
    for name in _NAMES:
        path = start + name
        # Most folders hold none of the three: access says so at a third of the cost of a stat that fails.
        if os.access(path, os.F_OK) and os.path.isfile(path) and (name != PYPROJECT or table_of(path) is not None):
            return path
    return None


def load_config(path: str, known_codes: Callable[[], Sequence[str]], known_apis: Callable[[], Sequence[str]]) -> Config:
    """What the file at `path` says: `[tool.spanlint]` of a pyproject.toml, the top level of any other file.

    The two callables list rule codes and API names; each is called only if there is a name to look up. Raises
    ConfigError for a file that cannot be read, is not TOML, or holds anything but known keys with valid values, and
    for one that extends such a file, or itself.
    """
    from spanlint.config.extend import load_extended
    from spanlint.config.keys import read_keys
    from spanlint.config.validation import KnownNames  # most runs meet no configuration file

    def read(path: str) -> dict[str, object]:
        place = f"{path}: tool.spanlint." if os.path.basename(path) == PYPROJECT else f"{path}: "
        return read_keys(_table(path), place, KnownNames(known_codes, known_apis))

    return load_extended(path, read)


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


def table_of(path: str) -> object | None:
    """What stands in the place for spanlint's keys, whatever its type; None for a pyproject.toml without it.

    That place is `[tool.spanlint]` in a pyproject.toml and the top level of any other file. Raises ConfigError for a
    file that is not readable UTF-8 and TOML; a pyproject.toml that does not mention spanlint is not parsed.
    """
    data = _read(path)
    if os.path.basename(path) != PYPROJECT:
        return _parse(path, data)
    # The name stands there however the table is spelled: dotted, spaced or quoted. Most projects' files lack it.
    tool = _parse(path, data).get("tool") if b"spanlint" in data else None
    return tool.get("spanlint") if isinstance(tool, dict) else None


def _read(path: str) -> bytes:
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):  # a pipe or device could keep a reader waiting for ever
            raise ConfigError(f"{path}: is {'a directory' if stat.S_ISDIR(mode) else 'not a regular file'}")
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:  # ValueError: a path that no file can have
        raise ConfigError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


def _parse(path: str, data: bytes) -> dict[str, Any]:
    if (path, data) not in _parsed_last:
        tables = _parsed(path, data)
        _parsed_last.clear()
        _parsed_last[path, data] = tables
    return _parsed_last[path, data]


def _parsed(path: str, data: bytes) -> dict[str, Any]:
    from importlib import import_module

    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        text = data.decode("utf-8-sig")
        tables: dict[str, Any] = toml.loads(text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}: not UTF-8 (at line {line}, byte 0x{error.object[error.start]:02x})") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path}: invalid TOML: {_toml_reason(error, text)}") from error
    return tables


def _toml_reason(error: Exception, text: str) -> str:
    if isinstance(error, RecursionError):
        return "values are nested too deeply"
    if type(error) is ValueError:  # Python's limit on the digits of an integer, which the parser lets through
        return "a number has too many digits"
    last = text.rstrip("\n").count("\n") + 1
    return str(error).replace("(at end of document)", f"(at line {last}, the end of the document)")


def absolute_folder(folder: str) -> str:
    """The folder as an absolute path. Raises ConfigError where the current folder has been deleted."""
    try:
        return os.path.abspath(folder)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be found: {error.strerror}") from error
