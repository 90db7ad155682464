"""Parsed TOML files, kept beside them as Python keeps bytecode: for a source tree, which has no prebuilt modules.

Parsing them takes 22 of the 73 ms of a run over one clean file of a source tree; the tests start thousands of those.
What is kept applies while each file has the path, the time of change and the size that it had, so an edit takes effect
at once. A wheel never gets here (see spanlint/lean/prebuilt.py). `tests/lean/test_toml_tables.py` has the tests.
"""

from __future__ import annotations

import os
import sys
from marshal import dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    Table = dict[str, Any]


def kept_tables(paths: Sequence[str], kept: str, parse: Callable[[str], Table]) -> list[Table]:
    """Returns the table of each file, in the order of the paths: those in the file `kept` if they are still theirs.

    Otherwise `parse` reads each of them, and `kept` is written where that is possible. Raises what `parse` raises.
    """
    stamp = _stamp(paths)
    tables = _read(kept, stamp) if stamp else None
    if tables is None:
        tables = [parse(path) for path in paths]
        if stamp and not sys.dont_write_bytecode:
            _write(kept, (stamp, tables))
    return tables


def _stamp(paths: Sequence[str]) -> list[object]:
    """What changes with any of the files; empty if one of them cannot be asked."""
    try:
        states = [os.stat(path) for path in paths]
    except OSError:
        return []
    return [
        sys.implementation.cache_tag,
        *((path, s.st_mtime_ns, s.st_size) for path, s in zip(paths, states, strict=True)),
    ]


def _read(path: str, stamp: list[object]) -> list[Table] | None:
    try:
        with open(path, "rb") as file:
            stamp_of_tables, tables = loads(file.read())  # noqa: S302 - as trusted as the bytecode in that folder
    except (OSError, ValueError, TypeError, EOFError):
        return None
    return tables if stamp_of_tables == stamp else None


def _write(path: str, value: Any) -> None:
    """Readers see all of it or nothing. Does nothing in a folder that nobody may write."""
    unfinished = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(unfinished, "wb") as file:
            file.write(dumps(value))
        os.replace(unfinished, path)
    except (OSError, ValueError):  # a value that marshal does not know, as a date, is a ValueError
        if os.path.exists(unfinished):
            os.remove(unfinished)
