"""The file that a Python import refers to: next to the importing file, or in a package of the same repository."""

from __future__ import annotations

import os
from collections.abc import Iterator

from spanlint.languages.names.imports import ImportTarget, folders_above, steps_of
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def locate(path: str, origin: str) -> Iterator[ImportTarget]:
    """Yields where the origin of an import in the file at `path` may be defined."""
    dotted, call, rest = origin.partition("(")
    names = dotted.lstrip(".").split(".")
    dots = len(dotted) - len(dotted.lstrip("."))
    for root in _roots(path, names[0], dots):
        used, file = _descend(root, names)
        if file is not None:
            yield ImportTarget(file, steps_of(".".join(names[used:]) + call + rest))


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


def takes_parent(tree: SyntaxTree, method: Node | None) -> bool:
    """Whether a method has a parameter `context` or a splat parameter. True for None, a method that was not found."""
    parameters = method.child_by_field_name("parameters") if method is not None else None
    if parameters is None:
        return True
    names = (
        parameter.child_by_field_name("name") or next(iter(parameter.named_children), parameter)
        for parameter in parameters.named_children
    )
    has_splat = any(parameter.type.endswith("splat_pattern") for parameter in parameters.named_children)
    return has_splat or any(tree.text_of(name) == "context" for name in names)
