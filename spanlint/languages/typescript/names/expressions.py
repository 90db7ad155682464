"""The parts of a TypeScript or JavaScript expression: the content of parentheses and casts, and the last name."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_WRAPPERS = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "type_assertion"}
)
_CALLS = frozenset({"call_expression", "new_expression"})
_MAX_NAME = 1_000  # bytes


def unwrapped(node: Node) -> Node:
    """Returns the expression inside parentheses, casts, `satisfies` and `!`."""
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[-1 if node.type == "type_assertion" else 0]
    return node


def last_name(tree: SyntaxTree, node: Node) -> str:
    """Returns the last name of a dotted expression, or of the function of a call: `c` for `a.b.c` and `a.b.c()`.

    An expression without a name is its own name; one that is longer than any name has none.
    """
    node = unwrapped(node)
    if node.type in _CALLS:
        node = unwrapped(node.child_by_field_name("function") or node.child_by_field_name("constructor") or node)
    if node.type == "member_expression":
        node = node.child_by_field_name("property") or node
    return tree.text_of(node) if node.end_byte - node.start_byte < _MAX_NAME else ""
