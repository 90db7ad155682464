"""What the TypeScript or JavaScript code around an expression does with its value."""

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
    Owner,
    Part,
    Returned,
    Role,
    Target,
    Tested,
)
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.expressions import function_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_TESTS = frozenset({"if_statement", "while_statement", "do_statement", "switch_statement", "unary_expression"})
_TRANSPARENT = frozenset(
    {"parenthesized_expression", "non_null_expression", "as_expression", "satisfies_expression", "type_assertion"}
)
_TARGETS = {
    "variable_declarator": "name",
    "assignment_expression": "left",
    "arrow_function": "parameter",
    "required_parameter": "pattern",
    "optional_parameter": "pattern",
}
"""The field that each of these nodes sets."""


def role_of(tree: SyntaxTree, node: Node) -> Role:
    """Returns what the innermost code around a node does with its value."""
    outer = tree.parent(node)
    if outer is None:
        return Elsewhere()
    kind = outer.type
    if kind == "expression_statement":
        return Alone()
    if kind == "unary_expression" and tree.text.startswith(b"void", outer.start_byte):
        return Alone()
    if kind in _TESTS or (kind == "template_substitution" and not _is_tagged(tree, outer)):
        return Tested()
    if kind == "return_statement" or (kind == "arrow_function" and outer.child_by_field_name("body") == node):
        return Returned()
    if kind == "await_expression":
        call = tree.parent(outer)
        is_function = call is not None and call.type == "call_expression" and function_of(call) == node
        return Called(call) if call is not None and is_function else Awaited(outer)
    if kind == "member_expression":
        return _owner(tree, outer, node)
    if kind == "call_expression":
        return Called(outer) if outer.child_by_field_name("function") == node else Elsewhere()
    if kind == "arguments":
        call = tree.parent(outer)
        return Argument(call) if call is not None else Elsewhere()
    if kind in _TARGETS:
        target = outer.child_by_field_name(_TARGETS[kind])
        return Target() if target == node else _assigned(tree, outer, target)
    if kind == "subscript_expression":
        return Keyed(outer) if outer.child_by_field_name("object") == node else Elsewhere()
    holder = outer if kind in ("array", "object") else tree.parent(outer) if kind == "pair" else None
    return Element(holder) if holder is not None else _alternative(outer, node)


def _is_tagged(tree: SyntaxTree, substitution: Node) -> bool:
    """Whether a function gets what is put into a template; otherwise only its text is used."""
    template = tree.parent(substitution)
    above = tree.parent(template) if template is not None else None
    return above is not None and above.type == "call_expression"


def _owner(tree: SyntaxTree, member: Node, node: Node) -> Role:
    name, above = member.child_by_field_name("property"), tree.parent(member)
    if name is None or member.child_by_field_name("object") != node:
        return Elsewhere()
    return Owner(member, tree.text_of(name), above if above is not None and above.type == "call_expression" else None)


def _assigned(tree: SyntaxTree, holder: Node, target: Node | None) -> Role:
    """The role of what a declaration or an assignment assigns; `using` ends it."""
    statement = tree.parent(holder)
    if statement is None or holder.type not in ("variable_declarator", "assignment_expression"):
        return Elsewhere()
    if tree.text.startswith((b"using ", b"await using "), statement.start_byte):
        return Elsewhere()
    is_whole = holder.type == "variable_declarator" or statement.type == "expression_statement"
    return Assigned(target, None if is_whole else holder)


def _alternative(outer: Node, node: Node) -> Role:
    """The role of a part of a conditional or of an operator; `||` and `??` may return their left part."""
    if outer.type == "ternary_expression":
        return Tested() if outer.child_by_field_name("condition") == node else Part(outer)
    if outer.type == "binary_expression":
        operator = outer.child_by_field_name("operator")
        kind = operator.type if operator is not None else ""
        is_right = outer.child_by_field_name("right") == node
        return Part(outer) if kind in ("||", "??") or (kind == "&&" and is_right) else Tested()
    return Part(outer) if outer.type in _TRANSPARENT else Elsewhere()
