"""What a Python condition asks, taken apart."""

from __future__ import annotations

from spanlint.languages.python.names.expressions import unwrapped
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.flow import Ask, Both, Either, Not, Test

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def test_of(tree: SyntaxTree, condition: Node) -> Test:
    """A condition; that something is not None is asked the same way as whether it is true."""
    node = unwrapped(condition)
    parts = node.named_children
    if node.type == "not_operator" and parts:
        return Not(test_of(tree, parts[0]))
    if node.type == "boolean_operator" and len(parts) == 2:
        joined = Both if any(each.type == "and" for each in node.children) else Either
        return joined(test_of(tree, parts[0]), test_of(tree, parts[1]))
    if node.type == "comparison_operator" and len(parts) == 2 and parts[1].type == "none":
        words = {each.type for each in node.children if not each.is_named}
        asked = test_of(tree, parts[0])
        return asked if words & {"is not", "!="} else Not(asked)
    return Ask(range_of(node), "".join(tree.text_of(node).split()))
