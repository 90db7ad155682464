"""Whether a syntax error affects a node, and how many errors a tree has."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def in_broken_statement(tree: SyntaxTree, node: Node, blocks: frozenset[str]) -> bool:
    """Whether an error affects the statement that contains this node.

    `blocks` are the node types that hold statements. An error inside a block that the statement opens (the body of a
    `with`, a callback) belongs to the statements of that block, not to this statement.
    """
    if not tree.root.has_error:
        return False
    statement = node
    for above in tree.ancestors(node):
        if above.type in blocks:
            break
        if above.is_error:
            if _is_statement(statement):
                break
            return True
        statement = above
    return _is_cut_off(statement) or _has_error(statement, blocks)


def count_errors(root: Node) -> int:
    """The number of error and missing nodes in a tree."""
    count = 0
    pending = [root] if root.has_error else []
    while pending:
        for child in pending.pop().children:
            count += child.is_error or child.is_missing
            if child.has_error:
                pending.append(child)
    return count


def _is_cut_off(statement: Node) -> bool:
    """Whether a statement begins right where an error ends, and so may be the rest of something else."""
    before = statement.prev_sibling
    return before is not None and before.is_error and before.end_byte == statement.start_byte


def _is_statement(node: Node) -> bool:
    return node.type.endswith(("_statement", "_definition", "_declaration"))


def _has_error(node: Node, blocks: frozenset[str]) -> bool:
    pending = [node]
    while pending:
        for child in pending.pop().children:
            if child.is_error or child.is_missing:
                return True
            if child.has_error and child.type not in blocks:
                pending.append(child)
    return False
