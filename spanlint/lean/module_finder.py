"""Finds the modules of this package by their names, and reads their bytecode with four system calls instead of twelve.

The import system lists each folder, looks for files of five kinds, and asks twice for the state of each. That was a
third of what a run over one clean file added to the bare interpreter, and is as much of each module that judges files.
A module that has its bytecode beside it is read at once. All others are left to the import system: those whose source
has changed since, that have no bytecode, or whose bytecode is of another kind. `tests/lean/test_module_finder.py` has
the tests.
"""

from __future__ import annotations

import os
import sys
from _frozen_importlib_external import MAGIC_NUMBER
from marshal import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec, SourceFileLoader
    from types import CodeType, ModuleType
else:
    ModuleSpec, SourceFileLoader = type(__spec__), type(__spec__.loader)

_PREFIX = __name__.partition(".")[0] + "."
_CACHE = "__pycache__" + os.sep
_ENDING = f".{sys.implementation.cache_tag}.pyc"
_HEAD = MAGIC_NUMBER + bytes(4)  # of bytecode that is valid for one time and one size of its source
_HEAD_BYTES = 16
_MAX_BYTES = 1 << 16  # of bytecode: the system gives larger blocks of memory page by page
_MASK = 0xFFFF_FFFF
_stat = os.stat  # whoever watches what files are asked for wraps that of os later, and a module is none of these


class _Loader(SourceFileLoader):
    """The usual loader of a source file, with the code that has been read already."""

    code: CodeType | None = None

    def get_code(self, fullname: str) -> CodeType | None:
        """Returns the code of the module."""
        return self.code or super().get_code(fullname)


class ModuleFinder:
    """Finds modules as `importlib.machinery.PathFinder` does, in the first folder of their package alone."""

    @staticmethod
    def find_spec(fullname: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """Returns where a module of this package is; None to have it found by the import system."""
        if not path or not fullname.startswith(_PREFIX):
            return None
        start, name = path[0] + os.sep, fullname[fullname.rfind(".") + 1 :]
        return _spec(fullname, start, name) or _spec(fullname, f"{start}{name}{os.sep}", "__init__", [start + name])


def _spec(fullname: str, start: str, name: str, locations: list[str] | None = None) -> ModuleSpec | None:
    source, bytecode = f"{start}{name}.py", f"{start}{_CACHE}{name}{_ENDING}"
    code = _read(source, bytecode)
    if code is None:
        return None
    loader = _Loader(fullname, source)
    loader.code = code
    spec = ModuleSpec(fullname, loader, origin=source)
    spec.submodule_search_locations, spec.cached, spec.has_location = locations, bytecode, True
    return spec


def _read(source: str, bytecode: str) -> CodeType | None:
    """Returns the code in a file of bytecode; None if it is not certainly that of the source."""
    try:
        descriptor = os.open(bytecode, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    try:
        status, data = _stat(source), os.read(descriptor, _MAX_BYTES)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    head = int(status.st_mtime) & _MASK | (status.st_size & _MASK) << 32
    if len(data) == _MAX_BYTES or not data.startswith(_HEAD + head.to_bytes(8, "little")):
        return None
    code: CodeType = loads(memoryview(data)[_HEAD_BYTES:])  # noqa: S302 - read from beside the source
    return code if code.co_filename == source else None  # the package has been moved


def install() -> None:
    """Let this finder be asked first, unless bytecode is elsewhere or of another kind than usual."""
    if sys.pycache_prefix is None and not sys.flags.optimize and ModuleFinder not in sys.meta_path:
        sys.meta_path.insert(0, ModuleFinder)
