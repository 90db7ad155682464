"""What the program is that judges, told by its files without reading them."""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from importlib.machinery import PathFinder

from spanlint.rulebook.rules import all_rules
from spanlint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PARSERS = ("tree_sitter", "tree_sitter_python", "tree_sitter_typescript")
_SUFFIXES = (".py", ".toml", ".so", ".pyd")  # of code, rules and tables
_OTHER_FOLDERS = ("__pycache__", "examples")  # these hold no part of the program


def program_stamp() -> str:
    """Returns a digest of the path, the size, and the times of the last changes of each file of spanlint, its rules and
    its parsers, and of the version of Python.

    Reading the files, as `verdict_keys.program_digest` does, takes ten times as long. Nobody can set the time at which
    the system has changed a file last (`st_ctime`).
    """
    digest = sha256(f"{__version__} {sys.version}".encode())
    for top in _folders():
        for entry in _files(top):
            status = entry.stat()
            said = f"\0{entry.path}\0{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
            digest.update(said.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def program_folders() -> tuple[str, str]:
    """Returns the absolute paths of the folder of spanlint and of that of its rules."""
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__))), os.path.dirname(all_rules()[0].folder)


def _folders() -> Iterator[str]:
    program, rules = program_folders()
    yield program
    if not rules.startswith(os.path.join(program, "")):  # in a wheel, the rules are in the program
        yield rules
    for name in _PARSERS:
        spec = PathFinder.find_spec(name)
        if spec is not None and spec.origin:
            yield os.path.dirname(spec.origin)


def _files(top: str) -> Iterator[os.DirEntry[str]]:
    """Yields the files below a folder that are part of the program, in the same order each time."""
    pending = [top]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith(_SUFFIXES):
                    yield entry
                elif "." not in entry.name and entry.name not in _OTHER_FOLDERS and entry.is_dir():
                    pending.append(entry.path)
