"""The sources of a workspace's package: what its package.json exports, or what build output was made of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from spanlint.languages.names.containment import is_below
from spanlint.languages.names.disk_memory import remembered
from spanlint.languages.names.workspaces import manifest_of, node_members

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CONDITIONS = ("source", "types", "import", "module", "node", "require", "default")  # these first, then any others
_FIELDS = ("source", "types", "typings", "module", "main")
_OUTPUT = frozenset({"dist", "build", "lib", "out", "output", "esm", "cjs", "es", "types", "typings"})
_SUFFIXES = (".d.ts", ".d.mts", ".d.cts", ".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_MAX_TARGETS = 100
_MAX_DEPTH = 10  # conditions in conditions
_MAX_PARTS = 12


def package_sources(specifier: str, folders: Iterable[str]) -> Iterator[str]:
    """Yields the paths, without suffix, that a specifier means in the workspaces that the folders are the roots of."""
    parts = specifier.split("/")
    count = 2 if specifier.startswith("@") else 1
    name, subpath = "/".join(parts[:count]), "/".join(parts[count:])
    for workspace in folders:
        package = _packages(workspace).get(name)
        if package is not None:
            yield from _entries(package, subpath)
            return


def sources_beside(path: str, root: str) -> Iterator[str]:
    """Yields the sources of a path without suffix that names a package's folder, or build output, below `root`."""
    if not is_below(path, root) or path == root:
        return
    if os.path.isfile(os.path.join(path, "package.json")):
        yield from _entries(path, "")
    names = os.path.relpath(path, root).split(os.sep)
    for index in reversed(range(len(names))):
        if names[index] in _OUTPUT:
            package, target = os.path.join(root, *names[:index]), "/".join(names[index:])
            yield from _sources_of(package, f"{target}/index")
            yield from _sources_of(package, target)


@remembered
def _packages(workspace: str) -> dict[str, str]:
    """Returns the folder of each package of a workspace, by the package's name."""
    members = node_members(workspace)
    found: dict[str, str] = {}
    for folder in (*members, workspace) if members else ():
        name = manifest_of(folder).get("name")
        if isinstance(name, str):
            found.setdefault(name, folder)
    return found


@remembered
def _entries(package: str, subpath: str) -> tuple[str, ...]:
    targets = dict.fromkeys(_targets(manifest_of(package), subpath))
    sources = (source for target in list(targets)[:_MAX_TARGETS] for source in _sources_of(package, target))
    return tuple(dict.fromkeys(sources))


def _targets(manifest: dict[str, Any], subpath: str) -> Iterator[str]:
    """Yields the paths that a package.json names for an import of the package, or of a path below it."""
    exported = manifest.get("exports")
    if isinstance(exported, dict) and any(key.startswith(".") for key in exported):
        yield from _exported(exported, f"./{subpath}" if subpath else ".")
    elif not subpath:
        yield from _texts(exported)
    if subpath:
        yield from (subpath, f"src/{subpath}")
        return
    for field in _FIELDS:
        yield from _texts(manifest.get(field))
    yield from ("index", "src/index")


def _exported(exported: dict[str, Any], key: str) -> Iterator[str]:
    if key in exported:
        yield from _texts(exported[key])
        return
    for pattern in sorted(exported, key=len, reverse=True):  # the longest one that fits is meant
        prefix, star, suffix = pattern.partition("*")
        if star and len(key) >= len(pattern) and key.startswith(prefix) and key.endswith(suffix):
            middle = key[len(prefix) : len(key) - len(suffix)]
            yield from (target.replace("*", middle, 1) for target in _texts(exported[pattern]))
            return


def _texts(value: object, depth: int = _MAX_DEPTH) -> Iterator[str]:
    """Yields the texts in a value of nested conditions."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth:
        for item in value:
            yield from _texts(item, depth - 1)
    elif isinstance(value, dict) and depth:
        for key in (*_CONDITIONS, *(key for key in value if key not in _CONDITIONS)):
            yield from _texts(value.get(key), depth - 1)


def _sources_of(package: str, target: str) -> Iterator[str]:
    """Yields the paths of the sources, without suffix, that a path below a package may have been built from."""
    parts = target.removeprefix("./").split("/")
    if ".." in parts or "" in parts or len(parts) > _MAX_PARTS:
        return
    suffix = next((known for known in _SUFFIXES if parts[-1].endswith(known)), "")
    parts[-1] = parts[-1].removesuffix(suffix)
    if parts[0] not in _OUTPUT:
        yield os.path.join(package, *parts)
    for start in range(1, len(parts)):
        yield os.path.join(package, "src", *parts[start:])
        yield os.path.join(package, *parts[start:])
    if parts[0] in _OUTPUT:
        yield os.path.join(package, *parts)
    else:
        yield os.path.join(package, "src", *parts)
