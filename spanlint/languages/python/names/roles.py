"""What the Python code around an expression does with its value."""

from __future__ import annotations

from spanlint.languages.names.roles import (
    Alone,
    Argument,
    Assigned,
    Awaited,
    Called,
    Element,
    Elsewhere,
    Keyed,
    Managed,
    Owner,
    Part,
    Returned,
    Role,
    Target,
    Tested,
    Yielded,
)
from spanlint.languages.python.names.expressions import cast_value
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_TESTS = frozenset(
    {
        "comparison_operator",
        "not_operator",
        "if_statement",
        "elif_clause",
        "while_statement",
        "match_statement",
        "assert_statement",
        "delete_statement",
    }
)


_ROWS = frozenset({"expression_list", "tuple", "list", "set"})
_COLLECTIONS = frozenset({"list_comprehension", "set_comprehension"})
_INNER = frozenset({"expression_list", "tuple", "pair"})


def role_of(tree: SyntaxTree, node: Node) -> Role:
    """Returns what the innermost code around a node does with its value."""
    outer = tree.parent(node)
    if outer is None:
        return Elsewhere()
    kind = outer.type
    if kind == "expression_statement":
        return Alone()
    if kind in _TESTS:
        return Tested()
    if kind in ("return_statement", "lambda"):
        return Returned()
    if kind == "await":
        return Awaited(outer)
    if kind == "attribute":
        return _owner(tree, outer, node)
    if kind == "call":
        return Called(outer) if outer.child_by_field_name("function") == node else Elsewhere()
    if kind in ("argument_list", "keyword_argument"):
        return _argument(tree, outer, node)
    if kind in ("assignment", "named_expression"):
        target = outer.child_by_field_name("left") or outer.child_by_field_name("name")
        return Target() if target == node else Assigned(target, _assignment_value(tree, outer))
    if kind == "as_pattern_target":
        return Target()
    if kind in ("with_item", "as_pattern"):
        alias = outer.child_by_field_name("alias") if kind == "as_pattern" else None
        return Managed(alias.named_children[0] if alias is not None and alias.named_children else None)
    yielding = tree.parent(outer) if kind in _INNER else outer
    if yielding is not None and yielding.type == "yield":
        return Yielded(yielding)
    if kind == "subscript":
        return Keyed(outer) if outer.child_by_field_name("value") == node else Elsewhere()
    is_collected = kind in _COLLECTIONS and outer.child_by_field_name("body") == node
    holder = outer if kind in _ROWS or is_collected else yielding if kind == "pair" else None
    return Element(holder) if holder is not None else _alternative(outer, node)


def _owner(tree: SyntaxTree, attribute: Node, node: Node) -> Role:
    name, above = attribute.child_by_field_name("attribute"), tree.parent(attribute)
    if name is None or attribute.child_by_field_name("object") != node:
        return Elsewhere()
    is_called = above is not None and above.type == "call" and above.child_by_field_name("function") == attribute
    return Owner(attribute, tree.text_of(name), above if is_called else None)


def _argument(tree: SyntaxTree, holder: Node, node: Node) -> Role:
    call = tree.parent(holder)
    if call is not None and call.type != "call":
        call = tree.parent(call)
    if call is None or call.type != "call":
        return Elsewhere()
    return Part(call) if cast_value(tree, call) == node else Argument(call)


def _assignment_value(tree: SyntaxTree, assignment: Node) -> Node | None:
    """The assignment if other code gets its value too: it is an expression, or a part of `a = b = value`."""
    holder = tree.parent(assignment)
    return None if holder is not None and holder.type == "expression_statement" else assignment


def _alternative(outer: Node, node: Node) -> Role:
    """The role of a part of a conditional, of `and` or of `or`, which may return its left part."""
    if outer.type == "conditional_expression":
        return Tested() if outer.named_children[1] == node else Part(outer)
    if outer.type == "boolean_operator":
        may_be_value = outer.child_by_field_name("right") == node or any(child.type == "or" for child in outer.children)
        return Part(outer) if may_be_value else Tested()
    return Part(outer) if outer.type == "parenthesized_expression" else Elsewhere()
