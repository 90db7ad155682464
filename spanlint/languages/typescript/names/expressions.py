"""The parts of a TypeScript or JavaScript expression: the content of parentheses and casts, and its names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_WRAPPERS = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "type_assertion"}
)
_CALLS = frozenset({"call_expression", "new_expression"})
_MAX_NAME = 1_000  # bytes
_PATH = re.compile(r"([A-Za-z_$][\w$]*)(\.[\w$.]*)")
_MAX_PATH = 100  # bytes


def unwrapped(node: Node) -> Node:
    """Returns the expression inside parentheses, casts, `satisfies` and `!`."""
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[-1 if node.type == "type_assertion" else 0]
    return node


def is_wrapped_by(node: Node, holder: Node) -> bool:
    """Whether an expression is what a pair of parentheses, a cast, a `satisfies` or a `!` is around."""
    if holder.type not in _WRAPPERS or not holder.named_children:
        return False
    return holder.named_children[-1 if holder.type == "type_assertion" else 0] == node


def function_of(call: Node) -> Node | None:
    """Returns the function of a call; the grammar takes the `await` of `await run<T>()` for a part of it."""
    function = call.child_by_field_name("function")
    is_awaited = function is not None and function.type == "await_expression"
    return next(iter(function.named_children), None) if function is not None and is_awaited else function


def last_name(tree: SyntaxTree, node: Node) -> str:
    """Returns the last name of a dotted expression, or of the function of a call: `c` for `a.b.c` and `a.b.c()`.

    An expression without a name is its own name; one that is longer than any name has none.
    """
    node = unwrapped(node)
    if node.type in _CALLS:
        node = unwrapped(function_of(node) or node.child_by_field_name("constructor") or node)
    if node.type == "member_expression":
        node = node.child_by_field_name("property") or node
    return tree.text_of(node) if node.end_byte - node.start_byte < _MAX_NAME else ""


def base_classes(definition: Node) -> Iterator[Node]:
    """Yields what a class or an interface extends, as expressions."""
    for clause in definition.named_children:
        if clause.type == "extends_type_clause":
            yield from clause.named_children
        for inner in clause.named_children if clause.type == "class_heritage" else ():
            base = inner.child_by_field_name("value") if inner.type == "extends_clause" else None
            if base is not None:
                yield base


def implemented_types(definition: Node) -> Iterator[Node]:
    """Yields what a class declares to implement, without type arguments."""
    for clause in definition.named_children:
        for inner in clause.named_children if clause.type == "class_heritage" else ():
            if inner.type == "implements_clause":
                yield from map(without_type_arguments, inner.named_children)


def alternatives(choice: Node) -> Iterator[Node]:
    """Yields what a conditional expression or a choosing operator may evaluate to, but for `null` and `undefined`."""
    operator = choice.child_by_field_name("operator")
    fields = ("right",) if operator is not None and operator.type == "&&" else ("left", "right")
    for field in (*fields, "consequence", "alternative"):
        part = choice.child_by_field_name(field)
        if part is not None and part.type not in ("null", "undefined"):
            yield part


def plain_path(tree: SyntaxTree, member: Node) -> tuple[str, str]:
    """Returns the first name of a dotted path on one line and what follows it, else two empty texts."""
    is_short = member.end_byte - member.start_byte < _MAX_PATH
    path = _PATH.fullmatch(tree.text_of(member)) if is_short else None
    return (path[1], path[2]) if path is not None else ("", "")


def without_type_arguments(annotation: Node) -> Node:
    """Returns the name of a generic type."""
    name = annotation.child_by_field_name("name") if annotation.type == "generic_type" else None
    return name or annotation
