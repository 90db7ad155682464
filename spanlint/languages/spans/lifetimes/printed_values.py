"""The code that makes a text of a value, or prints it, and keeps nothing of it, in any language."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_PRINTING = frozenset({"print", "pprint", "repr", "str", "format", "hasattr", "String"})
_TEXT = "string"


def is_inserted(grammar: PlaceGrammar, node: Node) -> bool:
    """Whether a text is made of a value, by an f-string or by `%`."""
    above = grammar.tree.parent(node)
    if above is None or above.type != "binary_operator":
        return above is not None and above.type == "interpolation"
    left = above.child_by_field_name("left")
    return left is not None and left != node and left.type == _TEXT


def is_printed(grammar: PlaceGrammar, call: Call) -> bool:
    """Whether a call is one of a built-in function that prints its arguments or makes a text of them."""
    if call.receiver is not None:
        return call.name == "format" and call.receiver.type == _TEXT
    return call.name in _PRINTING and not grammar.visible(call.callee)
