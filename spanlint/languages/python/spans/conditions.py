"""Reads Python's conditions as tests, and those on which an expression is evaluated."""

from __future__ import annotations

from spanlint.languages.flow.beginnings import Answers
from spanlint.languages.flow.named_conditions import NamedConditions, implied
from spanlint.languages.python.names.expressions import unwrapped
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.flow import Both, Condition, Either, Not, Test
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN = frozenset(
    {"identifier", "attribute", "not_operator", "boolean_operator", "comparison_operator", "parenthesized_expression"}
    | {"none", "true", "false", "integer", "float", "string", "string_start", "string_content", "string_end"}
)
_AROUND = frozenset({"conditional_expression", "boolean_operator", "parenthesized_expression", "await"})


class TestReader:
    """The conditions of one function."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, function: Node) -> None:
        self._tree = tree
        self._named = NamedConditions(tree, scopes.visible, _PLAIN, function.start_byte)

    def read(self, condition: Node, at: ByteRange | None = None) -> Test:
        """The test of a condition, which stands at `at`; `x is not None` is the same test as `x`."""
        node = unwrapped(condition)
        parts = node.named_children
        if node.type == "not_operator" and parts:
            return Not(self.read(parts[0], at))
        if node.type == "boolean_operator" and len(parts) == 2:
            operator = Both if any(child.type == "and" for child in node.children) else Either
            return operator(self.read(parts[0], at), self.read(parts[1], at))
        if node.type == "comparison_operator" and len(parts) == 2 and parts[1].type == "none":
            words = {child.type for child in node.children if not child.is_named}
            compared = self.read(parts[0], at)
            return compared if words & {"is not", "!="} else Not(compared)
        meant = self._named.meant(node) if node.type == "identifier" else None
        if meant is not None and meant.value is not None:
            return self.read(meant.value, at or range_of(node))
        return Condition(at or range_of(node), "".join(self._tree.text_of(node).split()))

    def around(self, node: Node) -> Answers:
        """The answers to the conditions on which the expression around a node evaluates it."""
        answers = Answers()
        for outer in self._tree.ancestors(node):
            parts = outer.named_children if outer.type in _AROUND else []
            if not parts:
                return answers
            if outer.type == "conditional_expression" and parts[1] != node:
                answers |= implied(self.read(parts[1]), parts[0] == node)
            elif outer.type == "boolean_operator" and parts[0] != node:
                answers |= implied(self.read(parts[0]), any(child.type == "and" for child in outer.children))
            node = outer
        return answers
