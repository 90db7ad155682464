"""The modules that run when a Python file is imported, because its top level imports them."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEFERRING = frozenset({"function_definition", "lambda"})
_ANY_NAME = "_"


def top_imports(tree: SyntaxTree) -> Iterator[str]:
    """Yields origins in the modules, and in the names that are modules themselves, without imports for types."""
    pending: list[Node] = [tree.root]
    while pending:
        node = pending.pop()
        if node.type in _DEFERRING or (node.type == "if_statement" and b"TYPE_CHECKING" in _condition(node)):
            continue
        if node.type in ("import_statement", "import_from_statement"):
            yield from _origins(tree, node)
        else:
            pending += node.named_children


def _condition(statement: Node) -> bytes:
    condition = statement.child_by_field_name("condition")
    return condition.text or b"" if condition is not None else b""


def _origins(tree: SyntaxTree, statement: Node) -> Iterator[str]:
    module = statement.child_by_field_name("module_name")
    prefix = tree.text_of(module) if module is not None else ""
    if prefix:
        yield _join(prefix, _ANY_NAME)
    for name in statement.children_by_field_name("name"):
        dotted = tree.text_of(name.child_by_field_name("name") or name)
        yield _join(_join(prefix, dotted), _ANY_NAME)


def _join(module: str, name: str) -> str:
    return module + name if module.endswith(".") or not module else f"{module}.{name}"
