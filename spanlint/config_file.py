"""Reading a configuration file: from its path to the TOML table that holds spanlint's keys."""

from __future__ import annotations

import os
import stat
import sys

from spanlint.config.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PYPROJECT = "pyproject.toml"

_parsed_last: dict[tuple[str, bytes], dict[str, Any]] = {}  # find and load both want the same file's tables


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
