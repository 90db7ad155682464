"""What a Python expression is made of: what parentheses hold, the last of its names, the base classes of a class."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

BETWEEN = frozenset({"comment", "line_continuation"})
"""What may stand between the expressions of a list and is none of them."""

_NO_BASES = BETWEEN | {"keyword_argument", "dictionary_splat"}


def unwrapped(node: Node) -> Node:
    """The expression inside parentheses."""
    while node.type == "parenthesized_expression" and node.named_children:
        node = node.named_children[0]
    return node


def last_name(tree: SyntaxTree, node: Node) -> str:
    """The last name of a dotted expression, of its function if it is a call: `c` of `a.b.c` and of `a.b.c()`."""
    if node.type == "call":
        node = node.child_by_field_name("function") or node
    attribute = node.child_by_field_name("attribute") if node.type == "attribute" else None
    return tree.text_of(attribute or node)


def base_classes(definition: Node) -> Iterator[Node]:
    """The base classes that a class names, each without what it is made generic over; a `*splat` stands for others."""
    bases = definition.child_by_field_name("superclasses")
    for base in bases.named_children if bases is not None else ():
        if base.type not in _NO_BASES:
            yield base.child_by_field_name("value") or base if base.type == "subscript" else base
