"""The file that a Python import means: beside the importing one, or in a package of the same repository."""

from __future__ import annotations

import os
from collections.abc import Iterator

from spanlint.languages.names.imports import ImportTarget, folders_above, steps_of
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def locate(path: str, origin: str) -> Iterator[ImportTarget]:
    """Where the origin of an import in the file at `path` may be defined."""
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
    """How many of the names lead to the file, and the file: the module, or the package's `__init__`."""
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


def everything(tree: SyntaxTree) -> Iterator[str]:
    """The origins, up to a name, of the modules that a file imports all of: `from x import *`."""
    for leaf in tree.leaves("*"):
        statement = tree.ancestors(leaf)[1] if len(tree.ancestors(leaf)) > 1 else leaf
        module = statement.child_by_field_name("module_name") if statement.type == "import_from_statement" else None
        if module is not None:
            text = tree.text_of(module)
            yield text if text.endswith(".") else f"{text}."


def takes_parent(tree: SyntaxTree, method: Node | None) -> bool:
    """Whether a method has a parameter `context`, or takes any; one that is not found may."""
    parameters = method.child_by_field_name("parameters") if method is not None else None
    if parameters is None:
        return True
    named = (
        each.child_by_field_name("name") or next(iter(each.named_children), each) for each in parameters.named_children
    )
    any_taken = any(each.type.endswith("splat_pattern") for each in parameters.named_children)
    return any_taken or any(tree.text_of(each) == "context" for each in named)
