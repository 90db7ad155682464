"""Reads conditions of TypeScript and JavaScript as tests, and those on which an expression is evaluated."""

from __future__ import annotations

from spanlint.languages.flow.beginnings import Answers
from spanlint.languages.flow.named_conditions import NamedConditions, implied
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.flow import Both, Condition, Either, Not, Test
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_JUNCTIONS: dict[str, type[Both] | type[Either]] = {"&&": Both, "||": Either}
_EMPTY = frozenset({"null", "undefined"})
_PLAIN = frozenset(
    {"identifier", "member_expression", "property_identifier", "private_property_identifier", "this", "super"}
    | {"unary_expression", "binary_expression", "parenthesized_expression", "non_null_expression", "optional_chain"}
    | {"null", "undefined", "true", "false", "number", "string", "string_fragment"}
)
_AROUND = frozenset(
    {"ternary_expression", "binary_expression", "parenthesized_expression", "await_expression", "as_expression"}
    | {"non_null_expression", "satisfies_expression"}
)


class TestReader:
    """The conditions of one function."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, function: Node) -> None:
        self._tree = tree
        self._named = NamedConditions(tree, scopes.visible, _PLAIN, function.start_byte)

    def read(self, condition: Node, at: ByteRange | None = None) -> Test:
        """The test of a condition, which stands at `at`. A comparison with null or undefined is one for truth."""
        node = unwrapped(condition)
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        argument = node.child_by_field_name("argument")
        if node.type == "unary_expression" and argument is not None and operator is not None and operator.type == "!":
            return Not(self.read(argument, at))
        if node.type == "binary_expression" and operator is not None and left is not None and right is not None:
            junction = _JUNCTIONS.get(operator.type)
            if junction is not None:
                return junction(self.read(left, at), self.read(right, at))
            if operator.type[:2] in ("==", "!=") and right.type in _EMPTY:
                test = self.read(left, at)
                return test if operator.type[0] == "!" else Not(test)
        return self._named_test(node, at or range_of(node)) or Condition(at or range_of(node), self._text(node))

    def _named_test(self, node: Node, at: ByteRange) -> Test | None:
        meant = self._named.meant(node) if node.type == "identifier" else None
        if meant is None or meant.value is None:
            return None
        return Condition(at, f"{self._text(meant.value)}.{meant.key}") if meant.key else self.read(meant.value, at)

    def _text(self, node: Node) -> str:
        return "".join(self._tree.text_of(node).split()).replace("?.", ".")

    def around(self, node: Node) -> Answers:
        """The answers to the conditions on which the expression around a node evaluates it."""
        answers = Answers()
        for outer in self._tree.ancestors(node):
            if outer.type not in _AROUND:
                return answers
            condition, left = outer.child_by_field_name("condition"), outer.child_by_field_name("left")
            operator = outer.child_by_field_name("operator")
            if condition is not None and condition != node:
                answers |= implied(self.read(condition), outer.child_by_field_name("consequence") == node)
            elif left is not None and left != node and operator is not None and operator.type in _JUNCTIONS:
                answers |= implied(self.read(left), operator.type == "&&")
            node = outer
        return answers
