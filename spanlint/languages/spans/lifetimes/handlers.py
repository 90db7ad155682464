"""The handlers that end a value where the work on it has failed, in any language."""

from __future__ import annotations

from collections.abc import Iterable

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_HANDLERS = frozenset({"catch_clause", "except_clause"})


def is_end_of_success(tree: SyntaxTree, handed: Node, ends: Iterable[Node], function: Node) -> bool:
    """Whether all that ends a value is in handlers of the function, and what it is handed to is in none.

    Only the function that gets it can then end it where nothing has failed. Elsewhere, a condition above an end may be
    the one on which that function does not end it.
    """
    is_handled = [_is_in_handler(tree, end, function) for end in ends]
    return all(is_handled) and not (is_handled and _is_in_handler(tree, handed, function))


def _is_in_handler(tree: SyntaxTree, node: Node, function: Node) -> bool:
    for above in tree.ancestors(node):
        if above == function:
            return False
        if above.type in _HANDLERS:
            return True
    return False
