"""A module as different files write it: relative in its own package, absolute elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterable

from spanlint.lean.records import Record


class Modules(Record):
    """How one file can write a module, the best way first; `own` says that it is that file itself, `project` that it
    is known to be the project's."""

    written: tuple[str, ...]
    own: bool = False
    project: bool = False


def modules(module: str, level: int, name: str, folder: str, path: str, imported: Iterable[str]) -> Modules | None:
    """How the file at `path` writes the module of `from module import name`; None where that can't be known.

    `level` is the number of leading dots, counted from `folder`; `imported` are the paths that the file imports.
    """
    file = os.path.realpath(path)
    above = list(imported)
    root = _package_root(os.path.dirname(file), above)
    if level == 0:
        return _absolute(module, file, root)
    target = os.path.realpath(os.path.join(folder, *[".."] * (level - 1), *(module.split(".") if module else ())))
    if not _exists(target, name):
        return None
    if file in (f"{target}.py", os.path.join(target, "__init__.py")):
        return Modules((), own=True)
    relative = _relative(target, file, root)
    beside = os.path.dirname(root) if root is not None else os.path.dirname(file)
    absolute = _absolute_name(target, name if not module else "", beside, above)
    written = tuple(each for each in (relative, absolute) if each is not None)
    return Modules(written, project=True) if written else None


def is_project(module: str, path: str) -> bool:
    """Whether an absolute module is the project's own: its package stands beside the file's."""
    folder = os.path.dirname(os.path.realpath(path))
    around = os.path.dirname(_package_root(folder, ()) or os.path.join(folder, "_"))
    return _exists(os.path.join(around, module.partition(".")[0]))


def _absolute(module: str, file: str, root: str | None) -> Modules:
    """An absolute module stays as it is; in its own package a file may have written it relative."""
    parts = module.split(".")
    if root is None or parts[0] != os.path.basename(root):
        return Modules((module,))
    target = os.path.join(os.path.dirname(root), *parts)
    if file in (f"{target}.py", os.path.join(target, "__init__.py")):
        return Modules((), own=True)
    relative = _relative(target, file, root)
    return Modules((module,) if relative is None else (module, relative), project=True)


def _package_root(folder: str, imported: Iterable[str]) -> str | None:
    """The outermost folder of the package that a folder's files are in; a relative import shows a package without
    `__init__.py`."""
    root = None
    current = folder
    while os.path.isfile(os.path.join(current, "__init__.py")):
        root, current = current, os.path.dirname(current)
    dots = max((len(each) - len(each.lstrip(".")) for each in imported), default=0)
    if root is None and dots:
        return os.path.normpath(os.path.join(folder, *[".."] * (dots - 1)))
    return root


def _relative(target: str, file: str, root: str | None) -> str | None:
    folder = os.path.dirname(file)
    if root is None or not _is_in(target, root):
        return None
    shared = os.path.commonpath((folder, target))
    dots = "." * (1 + _depth(folder, shared))
    return dots + ".".join(_parts(target, shared))


def _absolute_name(target: str, name: str, beside: str, imported: list[str]) -> str | None:
    """The absolute name of a module, where something shows that its package can be imported from the file: the file
    imports from it already, or it stands `beside` what the file can import.

    `name` is given where the target may be a plain folder: the module is then empty, and the name itself one.
    """
    plain = bool(name) and not os.path.isfile(os.path.join(target, "__init__.py"))
    package = _package_root(target if not plain and os.path.isdir(target) else os.path.dirname(target), ())
    top = target if plain else os.path.dirname(package or target)
    written = ".".join(_parts(target, top))
    shown = any(each.partition(".")[0] == (written or name).partition(".")[0] for each in imported)
    return written if shown or top == beside else None


def _exists(target: str, name: str = "") -> bool:
    files = (f"{target}.py", os.path.join(target, "__init__.py"), os.path.join(target, f"{name}.py"))
    return any(os.path.isfile(each) for each in files[: 3 if name else 2])


def _is_in(path: str, folder: str) -> bool:
    return os.path.commonpath((path, folder)) == folder


def _parts(path: str, folder: str) -> list[str]:
    return [] if path == folder else os.path.relpath(path, folder).split(os.sep)


def _depth(path: str, folder: str) -> int:
    return len(_parts(path, folder))
