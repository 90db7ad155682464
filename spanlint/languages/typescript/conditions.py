"""What a TypeScript or JavaScript condition asks, taken apart."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.model.flow import Ask, Both, Either, Not, Test

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_JOINED: dict[str, type[Both] | type[Either]] = {"&&": Both, "||": Either}
_EMPTY = frozenset({"null", "undefined"})


def test_of(tree: SyntaxTree, condition: Node) -> Test:
    """A condition; that something is not undefined is asked the same way as whether it is true."""
    node = unwrapped(condition)
    operator = node.child_by_field_name("operator")
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    argument = node.child_by_field_name("argument")
    if node.type == "unary_expression" and argument is not None and operator is not None and operator.type == "!":
        return Not(test_of(tree, argument))
    if node.type == "binary_expression" and operator is not None and left is not None and right is not None:
        joined = _JOINED.get(operator.type)
        if joined is not None:
            both = test_of(tree, left), test_of(tree, right)
            return Both(*both) if joined is Both else Either(*both)
        if operator.type[:2] in ("==", "!=") and right.type in _EMPTY:
            asked = test_of(tree, left)
            return asked if operator.type[0] == "!" else Not(asked)
    return Ask(range_of(node), "".join(tree.text_of(node).split()).replace("?.", "."))
