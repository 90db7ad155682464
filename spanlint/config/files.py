"""Configuration files: finding the one that applies, parsing its TOML and reading its keys."""

from __future__ import annotations

import os
import stat
import sys

from spanlint.config.errors import ConfigError, mismatch
from spanlint.config.model import Config
from spanlint.disk.reading import reason_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

PYPROJECT = "pyproject.toml"
FILE_NAMES = (".spanlint.toml", "spanlint.toml", PYPROJECT)

_MAX_SIZE = 1_000_000  # bytes; the largest pyproject.toml of a public project has a tenth of that

# find_config and load_config both need the same file, which is read and parsed once.
_just_found: dict[str, bytes] = {}
_last_parsed: dict[tuple[str, bytes], dict[str, Any]] = {}


def find_config(start: str) -> str | None:
    """Returns the absolute path of the nearest configuration file in the folder `start` or above it, None without one.

    The search ends at the root of the repository. Outside a repository, a file above `start` must be trusted.

    In one folder, `.spanlint.toml` comes before `spanlint.toml`, and that before a `pyproject.toml` with a
    `[tool.spanlint]` table. A `pyproject.toml` without this table is ignored. Raises ConfigError if one of these
    folders has a `pyproject.toml` that cannot be read, or that mentions spanlint and is not TOML.
    """
    first = folder = absolute_folder(start)
    while True:
        path = config_in(folder)
        if path and (folder == first or is_trusted(path, first)):
            return path
        parent = os.path.dirname(folder)
        if parent == folder or is_repository(folder):
            return None
        folder = parent


def is_repository(folder: str) -> bool:
    """Whether a folder is the root of a repository, where the search for a configuration ends."""
    return os.access(os.path.join(folder, ".git"), os.F_OK)


def is_trusted(path: str, start: str) -> bool:
    """Whether a configuration file above the folder `start` may decide what is written there.

    In a repository it may, whoever owns it. Elsewhere, as below `/tmp`, it has to belong to the user, to root or to the
    owner of `start`.
    """
    if not hasattr(os, "geteuid") or _is_in_repository(start):
        return True
    try:
        owner = os.stat(path).st_uid
        return owner in (os.geteuid(), 0) or owner == os.stat(start).st_uid
    except OSError:
        return False


def untrusted_configs(start: str) -> list[str]:
    """Returns the configuration files above the folder `start` that are ignored because of their owner."""
    first = folder = absolute_folder(start)
    ignored = []
    while (parent := os.path.dirname(folder)) != folder and not is_repository(folder):
        folder = parent
        found = (os.path.join(folder, name) for name in FILE_NAMES)
        ignored += [path for path in found if os.path.isfile(path) and not is_trusted(path, first)]
    return ignored


def _is_in_repository(folder: str) -> bool:
    while not is_repository(folder):
        folder, below = os.path.dirname(folder), folder
        if folder == below:
            return False
    return True


def config_in(folder: str) -> str | None:
    """Returns the configuration file in this folder itself, None without one. Raises ConfigError like `find_config`."""
    start = folder if folder.endswith(os.sep) else folder + os.sep
    for name in FILE_NAMES:
        path = start + name
        # Most folders contain none of the three, and `access` finds out at a third of the cost of a failing `stat`.
        if os.access(path, os.F_OK) and os.path.isfile(path) and (name != PYPROJECT or _has_table(path)):
            return path
    return None


def _has_table(path: str) -> bool:
    data = _read(path)
    _just_found.clear()
    _just_found[path] = data
    return _table_in(path, data) is not None


def load_config(
    path: str,
    known_codes: Callable[[], Sequence[str]],
    known_apis: Callable[[], Sequence[str]],
    data: bytes | None = None,
    own_table: dict[str, object] | None = None,
    own: Sequence[dict[str, Any]] = (),
) -> Config:
    """Returns the configuration in `[tool.spanlint]` of a pyproject.toml, or at the top level of any other file.

    The two callables return rule codes and API names. Each is called only if there is a name to look up. With `data`,
    these are the contents of the file at `path`; with `own_table`, it holds that, and need not exist. `own` are fields
    that the command line sets, each of which replaces those before it. Raises ConfigError for a file that cannot be
    read, is not TOML, or contains anything but known keys with valid values, and for one that extends such a file, or
    itself.
    """
    from spanlint.config.extend import load_extended
    from spanlint.config.keys import read_keys
    from spanlint.config.validation import KnownNames  # most runs have no configuration file

    def read(name: str) -> dict[str, object]:
        place = f"{name}: tool.spanlint." if os.path.basename(name) == PYPROJECT else f"{name}: "
        if own_table is not None and name == path:
            return read_keys(own_table, place, KnownNames(known_codes, known_apis))
        return read_keys(_table(name, data if name == path else None), place, KnownNames(known_codes, known_apis))

    return load_extended(path, read, own)


def _table(path: str, data: bytes | None) -> dict[str, object]:
    data = _just_found.pop(path, None) if data is None else data
    table = table_of(path) if data is None else _table_in(path, data)
    is_pyproject = os.path.basename(path) == PYPROJECT
    if table is None:
        raise ConfigError(f"{path}: has no [tool.spanlint] table")
    if not isinstance(table, dict):
        raise mismatch(f"{path}: tool.spanlint", "a table", table)
    if "tool" in table and not is_pyproject:
        raise ConfigError(f"{path}: tool: unknown key; only pyproject.toml has the keys in [tool.spanlint]")
    return table


def table_of(path: str) -> object | None:
    """Returns the value that should contain spanlint's keys, whatever its type; None for a pyproject.toml without it.

    This is `[tool.spanlint]` in a pyproject.toml and the top level of any other file. Raises ConfigError for a file
    that cannot be read, or is not UTF-8 and TOML. A pyproject.toml that does not mention spanlint is not parsed.
    """
    return _table_in(path, _read(path))


def _table_in(path: str, data: bytes) -> object | None:
    if os.path.basename(path) != PYPROJECT:
        return _parse_cached(path, data)
    # Any spelling of the table (dotted, spaced or quoted) contains the name, which most projects' files lack.
    tool = _parse_cached(path, data).get("tool") if b"spanlint" in data else None
    return tool.get("spanlint") if isinstance(tool, dict) else None


def _read(path: str) -> bytes:
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISREG(mode):  # reading a pipe or device could block forever
            raise ConfigError(f"{path}: is {'a directory' if stat.S_ISDIR(mode) else 'not a regular file'}")
        with open(path, "rb") as file:
            data = file.read(_MAX_SIZE + 1)
    except (OSError, ValueError) as error:  # ValueError if the path contains NUL
        raise ConfigError(f"{path}: cannot be read: {reason_of(error)}") from error
    if len(data) > _MAX_SIZE:
        raise ConfigError(f"{path}: has more than {_MAX_SIZE} bytes")
    return data


def _parse_cached(path: str, data: bytes) -> dict[str, Any]:
    if (path, data) not in _last_parsed:
        tables = parse_toml(path, data)
        _last_parsed.clear()
        _last_parsed[path, data] = tables
    return _last_parsed[path, data]


def parse_toml(path: str, data: bytes) -> dict[str, Any]:
    """Returns the tables of a file's contents. Raises ConfigError, with the path before the reason."""
    from importlib import import_module

    from spanlint.text.dotted_keys import MAX_KEY_PARTS, has_endless_key

    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        text = data.decode("utf-8-sig")
        if has_endless_key(text):
            raise ConfigError(f"{path}: invalid TOML: a key has more than {MAX_KEY_PARTS} parts")
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
    if type(error) is ValueError:  # Python limits the digits of an integer, and the parser does not catch the error
        return "a number has too many digits"
    last = text.rstrip("\n").count("\n") + 1
    return str(error).replace("(at end of document)", f"(at line {last}, the end of the document)")


def absolute_folder(folder: str) -> str:
    """Returns the folder as an absolute path. Raises ConfigError if the current folder has been deleted."""
    try:
        return os.path.abspath(folder)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be found: {error.strerror}") from error
