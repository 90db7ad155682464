"""Python code that is meant to raise."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def expects_error(tree: SyntaxTree, node: Node) -> bool:
    """Whether a node is inside a `with` that expects an exception, as in tests."""
    clauses = (
        clause
        for ancestor in tree.ancestors(node)
        if ancestor.type == "with_statement"
        for clause in ancestor.children
        if clause.type == "with_clause"
    )
    return any("raises" in tree.text_of(clause).lower() for clause in clauses)
