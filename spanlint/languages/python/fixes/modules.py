"""How a file can spell a module: relative in its own package, absolute elsewhere."""

from __future__ import annotations

import os
from collections.abc import Iterable

from spanlint.lean.records import Record


class ModuleSpellings(Record):
    """The spellings of a module in one file, best first.

    `is_own` says that the module is that file itself, `is_project` that it is known to be the project's own.
    """

    written: tuple[str, ...]
    is_own: bool = False
    is_project: bool = False


def module_spellings(
    module: str, level: int, name: str, folder: str, path: str, imported: Iterable[str]
) -> ModuleSpellings | None:
    """How the file at `path` can spell the module of `from module import name`; None if that is not certain.

    `level` is the number of leading dots, relative to `folder`. `imported` are the paths that the file imports.
    """
    file = os.path.realpath(path)
    imported_paths = list(imported)
    root = _package_root(os.path.dirname(file), imported_paths)
    if level == 0:
        return _absolute(module, file, root)
    target = os.path.realpath(os.path.join(folder, *[".."] * (level - 1), *(module.split(".") if module else ())))
    if not _exists(target, name):
        return None
    if file in (f"{target}.py", os.path.join(target, "__init__.py")):
        return ModuleSpellings((), is_own=True)
    relative = _relative(target, file, root)
    beside = os.path.dirname(root) if root is not None else os.path.dirname(file)
    absolute = _absolute_name(target, name if not module else "", beside, imported_paths)
    spellings = tuple(spelling for spelling in (relative, absolute) if spelling is not None)
    return ModuleSpellings(spellings, is_project=True) if spellings else None


def is_project(module: str, path: str) -> bool:
    """Whether an absolute module is the project's own, that is, its package is beside the file's package."""
    folder = os.path.dirname(os.path.realpath(path))
    around = os.path.dirname(_package_root(folder, ()) or os.path.join(folder, "_"))
    return _exists(os.path.join(around, module.partition(".")[0]))


def _absolute(module: str, file: str, root: str | None) -> ModuleSpellings:
    """The spellings of an absolute module: unchanged, and in its own package also relative."""
    parts = module.split(".")
    if root is None or parts[0] != os.path.basename(root):
        return ModuleSpellings((module,))
    target = os.path.join(os.path.dirname(root), *parts)
    if file in (f"{target}.py", os.path.join(target, "__init__.py")):
        return ModuleSpellings((), is_own=True)
    relative = _relative(target, file, root)
    return ModuleSpellings((module,) if relative is None else (module, relative), is_project=True)


def _package_root(folder: str, imported: Iterable[str]) -> str | None:
    """The outermost folder of the package that contains a folder's files, or None.

    A relative import reveals a package without `__init__.py`.
    """
    root = None
    current = folder
    while os.path.isfile(os.path.join(current, "__init__.py")):
        root, current = current, os.path.dirname(current)
    dots = max((len(path) - len(path.lstrip(".")) for path in imported), default=0)
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
    """The absolute name of a module, or None if nothing shows that the file can import its package.

    The file can if it already imports from the package, or if the package is in the folder `beside`. `name` is empty
    unless the target may be a plain folder, which is then not part of the name; `name` is itself the module.
    """
    is_plain_folder = bool(name) and not os.path.isfile(os.path.join(target, "__init__.py"))
    package = _package_root(target if not is_plain_folder and os.path.isdir(target) else os.path.dirname(target), ())
    top = target if is_plain_folder else os.path.dirname(package or target)
    dotted = ".".join(_parts(target, top))
    is_imported = any(path.partition(".")[0] == (dotted or name).partition(".")[0] for path in imported)
    return dotted if is_imported or top == beside else None


def _exists(target: str, name: str = "") -> bool:
    files = (f"{target}.py", os.path.join(target, "__init__.py"), os.path.join(target, f"{name}.py"))
    return any(os.path.isfile(file) for file in files[: 3 if name else 2])


def _is_in(path: str, folder: str) -> bool:
    return os.path.commonpath((path, folder)) == folder


def _parts(path: str, folder: str) -> list[str]:
    return [] if path == folder else os.path.relpath(path, folder).split(os.sep)


def _depth(path: str, folder: str) -> int:
    return len(_parts(path, folder))
