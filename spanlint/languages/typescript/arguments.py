"""The arguments of a TypeScript or JavaScript call, and what stands in its parent slot."""

from __future__ import annotations

from typing import NamedTuple

from tree_sitter import Node

from spanlint.apis import Creator, Roots
from spanlint.facts import Parent, ParentState
from spanlint.languages.syntax import SyntaxTree, range_of

_WRAPPERS = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "type_assertion"}
)


class Arguments(NamedTuple):
    """A call's arguments in order; `spread` is the index of the first `...x` among them, or None."""

    values: tuple[Node, ...]
    spread: int | None


def read_arguments(arguments: Node) -> Arguments:
    """Sort the children of an `arguments` node, comments left out."""
    values = tuple(node for node in arguments.named_children if node.type != "comment")
    spreads = (index for index, node in enumerate(values) if node.type == "spread_element")
    return Arguments(values, next(spreads, None))


def unwrapped(node: Node) -> Node:
    """The expression inside parentheses, casts, `satisfies` and `!`."""
    while node.type in _WRAPPERS:
        inner = node.named_children[-1] if node.type == "type_assertion" else node.named_children[0]
        if inner == node:
            break
        node = inner
    return node


def parent_of(tree: SyntaxTree, arguments: Arguments, creator: Creator, roots: Roots) -> Parent:
    """The parent slot of a call of `creator`.

    The overloads of a call that ends in a callback are told apart by the number of arguments alone, as its
    implementation does, so a spread anywhere before the end hides which one it is.
    """
    position = creator.parent.position
    if position is None:
        return Parent(ParentState.UNKNOWN)
    values, spread = arguments
    needed = position + 2 if creator.callback else position + 1
    if spread is not None and (spread <= position or len(values) < needed):
        return Parent(ParentState.UNKNOWN)
    declared = _declared_root(tree, arguments, creator)
    if declared is not None:
        return Parent(declared)
    if len(values) < needed:
        return Parent(ParentState.ABSENT)
    value = values[position]
    return Parent(_state(tree, value, roots), range_of(value), tree.text_of(value))


def _declared_root(tree: SyntaxTree, arguments: Arguments, creator: Creator) -> ParentState | None:
    """ROOT for `root: true` among the options, UNKNOWN when its value is not written there, None otherwise."""
    index = creator.options.position if creator.options is not None else None
    if index is None or creator.root is None or index >= len(arguments.values):
        return None
    value = option(tree, arguments.values[index], creator.root)
    if value is None or value.type == "false":
        return None
    return ParentState.ROOT if value.type == "true" else ParentState.UNKNOWN


def option(tree: SyntaxTree, options: Node, key: str) -> Node | None:
    """The value of a key in an object literal; a shorthand property is its own value."""
    literal = unwrapped(options)
    if literal.type != "object":
        return None
    for entry in literal.named_children:
        if entry.type == "shorthand_property_identifier" and tree.text_of(entry) == key:
            return entry
        name = entry.child_by_field_name("key") if entry.type == "pair" else None
        if name is not None and tree.text_of(name).strip("'\"") == key:
            return entry.child_by_field_name("value")
    return None


def _state(tree: SyntaxTree, value: Node, roots: Roots) -> ParentState:
    value = unwrapped(value)
    if value.type in ("undefined", "null") or _is_void(value):
        return ParentState.EMPTY
    return ParentState.ROOT if _is_root(tree, value, roots) else ParentState.PASSED


def _is_void(value: Node) -> bool:
    operator = value.child_by_field_name("operator") if value.type == "unary_expression" else None
    return operator is not None and operator.type == "void"


def _is_root(tree: SyntaxTree, value: Node, roots: Roots) -> bool:
    value = unwrapped(value)
    if value.type == "binary_expression":
        right = value.child_by_field_name("right")
        return right is not None and _is_root(tree, right, roots)
    if value.type != "call_expression":
        return last_name(tree, value) in roots.values
    function, passed = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if function is None or passed is None:
        return False
    name, values = last_name(tree, function), read_arguments(passed).values
    if name in roots.setters and values:
        span = unwrapped(values[-1])
        return last_name(tree, span) in roots.invalid_spans or (span.type == "call_expression" and _is_root(tree, span, roots))
    return name in roots.calls


def last_name(tree: SyntaxTree, node: Node) -> str:
    """The last name of a dotted expression: `c` of `a.b.c`, the text itself of anything else."""
    member = node.child_by_field_name("property") if node.type == "member_expression" else None
    return tree.text_of(member or node)
