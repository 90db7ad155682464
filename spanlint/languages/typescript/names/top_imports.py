"""The modules that run when a TypeScript or JavaScript file is loaded, because its top level imports them."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import FUNCTIONS, module_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SOURCES = frozenset({"import_statement", "export_statement", "import_require_clause"})
_ANY_NAME = "_"


def top_imports(tree: SyntaxTree) -> Iterator[str]:
    """Yields an origin in each module, without imports of types."""
    pending: list[Node] = [tree.root]
    while pending:
        node = pending.pop()
        is_of_types = node.type in _SOURCES and any(child.type in ("type", "typeof") for child in node.children)
        if is_of_types or node.type in FUNCTIONS:
            continue
        source = node.child_by_field_name("source") if node.type in _SOURCES else _required(tree, node)
        if source is not None:
            yield f"{module_path(tree, source)}{_ANY_NAME}"
        pending += node.named_children


def _required(tree: SyntaxTree, node: Node) -> Node | None:
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if node.type != "call_expression" or function is None or arguments is None or tree.text_of(function) != "require":
        return None
    values = arguments.named_children
    return values[0] if len(values) == 1 and values[0].type == "string" else None
