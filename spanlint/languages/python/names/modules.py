"""The file that a Python import refers to: next to the importing file, in a package above, or in a uv workspace."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import chain

from spanlint.languages.names.disk_memory import remembered
from spanlint.languages.names.imports import ImportTarget, steps_of
from spanlint.languages.names.repositories import folders_above
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.names.imports import Located


class Modules:
    """The modules that the imports of one file mean. In one folder, each package is searched for once."""

    def __init__(self, path: str, is_library: Callable[[str], bool], located: Located) -> None:
        self._path = path
        self._folder = os.path.dirname(path)
        self._is_library = is_library
        self._located = located

    def locate(self, origin: str) -> Iterator[ImportTarget]:
        """Yields where the origin of an import may be defined.

        No member of a workspace is searched if the origin is a library's.
        """
        dotted, call, rest = origin.partition("(")
        names = dotted.lstrip(".").split(".")
        dots = len(dotted) - len(dotted.lstrip("."))
        for root in chain(self._roots(names[0], dots), self._members(origin, names, dots)):
            used, file = _descend(root, names)
            if file is not None:
                yield ImportTarget(file, steps_of(".".join(names[used:]) + call + rest))

    def _roots(self, first: str, dots: int) -> tuple[str, ...]:
        key = (self._folder, "." * dots or first)
        if key not in self._located:
            self._located[key] = tuple(_roots(self._path, first, dots))
        return self._located[key]

    def _members(self, origin: str, names: list[str], dots: int) -> Iterator[str]:
        if not dots and not self._is_library(origin):
            yield from _members(self._path, names)


def _roots(path: str, first: str, dots: int) -> Iterator[str]:
    if dots:
        folder = os.path.dirname(path)
        for _ in range(dots - 1):
            folder = os.path.join(folder, os.pardir)
        yield os.path.normpath(folder)
        return
    for folder in folders_above(path):
        for root in (folder, os.path.join(folder, "src")):
            if os.path.isdir(os.path.join(root, first)) or os.path.isfile(os.path.join(root, f"{first}.py")):
                yield root


def _members(path: str, names: list[str]) -> Iterator[str]:
    """Yields the import roots of the workspaces around a file that hold a module of these names."""
    for workspace in folders_above(path):
        yield from _members_with(workspace, *names[:2])


@remembered
def _members_with(workspace: str, first: str, second: str = "") -> tuple[str, ...]:
    return tuple(root for root in _roots_by_name(workspace).get(first, ()) if _holds(root, first, second))


@remembered
def _roots_by_name(workspace: str) -> dict[str, tuple[str, ...]]:
    """Returns the import roots of a workspace's members by the names in them, without the suffix of a module.

    Most imports are of no member: a look into each root for each of them was half of all questions to the disk.
    """
    from spanlint.languages.names.workspaces import uv_members  # a file on its own has no other

    roots: dict[str, list[str]] = {}
    for root in (os.path.join(member, layout) for member in uv_members(workspace) for layout in ("src", "")):
        try:
            names = {name.removesuffix(".py") for name in os.listdir(root)}
        except OSError:
            continue
        for name in names:
            roots.setdefault(name, []).append(root)
    return {name: tuple(holding) for name, holding in roots.items()}


def _holds(root: str, first: str, second: str) -> bool:
    package = os.path.join(root, first)
    if not os.path.isdir(package) or os.path.isfile(f"{package}.py"):
        return os.path.isfile(f"{package}.py")
    # Many members can share the folder of a namespace package.
    below = os.path.join(package, second)
    return os.path.isfile(os.path.join(package, "__init__.py")) or os.path.isdir(below) or os.path.isfile(f"{below}.py")


def _descend(root: str, names: list[str]) -> tuple[int, str | None]:
    """Returns how many of the names lead to the file, and the file: the module, or the package's `__init__.py`."""
    folder = root
    for used, name in enumerate(names):
        below = os.path.join(folder, name)
        if os.path.isdir(below):
            folder = below
            continue
        if os.path.isfile(f"{below}.py"):
            return used + 1, f"{below}.py"
        package = os.path.join(folder, "__init__.py")
        return used, package if os.path.isfile(package) else None
    return len(names), None


def star_imports(tree: SyntaxTree) -> Iterator[str]:
    """Yields the origin of each module in a `from x import *`, with a dot at its end for the name that follows."""
    for leaf in tree.leaves("*"):
        statement = tree.ancestors(leaf)[1] if len(tree.ancestors(leaf)) > 1 else leaf
        module = statement.child_by_field_name("module_name") if statement.type == "import_from_statement" else None
        if module is not None:
            module_path = tree.text_of(module)
            yield module_path if module_path.endswith(".") else f"{module_path}."
