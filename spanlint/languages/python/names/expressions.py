"""Parts of Python expressions: what parentheses contain, the last name, whether it is a name, a class's bases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

TRIVIA = frozenset({"comment", "line_continuation"})
"""The node types that may appear between the items of a list and are not items."""

_AROUND_ITEM = frozenset({"with_item", "parenthesized_expression", "tuple"})
_INSIDE_ITEM = frozenset({"as_pattern", "parenthesized_expression", "tuple"})
_CAST, _CASTS = b"cast", frozenset({"cast", "typing.cast", "t.cast"})
_NOT_BASES = TRIVIA | {"keyword_argument", "dictionary_splat"}


def unwrapped(node: Node) -> Node:
    """Returns the expression inside parentheses."""
    while node.type == "parenthesized_expression" and node.named_children:
        node = node.named_children[0]
    return node


def cast_value(tree: SyntaxTree, call: Node) -> Node | None:
    """Returns what a call of `typing.cast` returns, which is its second argument; None for any other call."""
    function = call.child_by_field_name("function")
    if function is None or tree.text[function.end_byte - len(_CAST) : function.end_byte] != _CAST:
        return None
    arguments = call.child_by_field_name("arguments")
    values = [child for child in arguments.named_children if child.type not in TRIVIA] if arguments is not None else []
    return values[1] if len(values) == 2 and tree.text_of(function) in _CASTS else None


def entered_expression(item: Node) -> Node:
    """Returns what an item of a `with` enters.

    The grammar takes the parentheses around the only item, with its `as`, for an expression; with a comma, for a tuple.
    """
    entered = item
    while entered.type in _AROUND_ITEM:
        entered = next((child for child in entered.named_children if child.type not in TRIVIA), entered.children[0])
    return entered.named_children[0] if entered.type == "as_pattern" else entered


def item_around(ancestors: Sequence[Node]) -> Node | None:
    """Returns the item of a `with` that enters an expression with these ancestors."""
    for ancestor in ancestors:
        if ancestor.type not in _INSIDE_ITEM:
            return ancestor if ancestor.type == "with_item" else None
    return None


def last_name(tree: SyntaxTree, node: Node) -> str:
    """Returns the last name of a dotted expression or of a call's function: `c` for `a.b.c` and for `a.b.c()`."""
    if node.type == "call":
        node = node.child_by_field_name("function") or node
    attribute = node.child_by_field_name("attribute") if node.type == "attribute" else None
    return tree.text_of(attribute or node)


def base_classes(definition: Node) -> Iterator[Node]:
    """Yields the base classes that a class names, without their type arguments. A `*splat` is yielded as it is."""
    bases = definition.child_by_field_name("superclasses")
    for base in bases.named_children if bases is not None else ():
        if base.type not in _NOT_BASES:
            yield base.child_by_field_name("value") or base if base.type == "subscript" else base


def is_variable(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether a leaf names a variable: it is no member and no keyword."""
    above = tree.parent(leaf)
    if leaf.type != "identifier" or above is None:
        return False
    if above.type == "attribute":
        return above.child_by_field_name("object") == leaf
    return above.type != "keyword_argument" or above.child_by_field_name("value") == leaf
