"""The code that writes a value into a text or a log and keeps nothing of it, in any language."""

from __future__ import annotations

import re

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_PRINTING = frozenset({"print", "pprint", "repr", "str", "format", "hasattr", "String"})
_LOGGER = re.compile(r"_*(?:\w*_)?(?:log|logger|logging|console)$", re.IGNORECASE)
_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log"})
_INSERTED = frozenset({"interpolation", "template_substitution"})
_TEXT = "string"


def is_inserted(grammar: PlaceGrammar, node: Node) -> bool:
    """Whether a text is made of a value, by a template or by `%`."""
    above = grammar.tree.parent(node)
    if above is None or above.type != "binary_operator":
        return above is not None and above.type in _INSERTED
    left = above.child_by_field_name("left")
    return left is not None and left != node and left.type == _TEXT


def is_printed(grammar: PlaceGrammar, call: Call) -> bool:
    """Whether a call certainly keeps no argument: of a built-in function that prints, or of a logger by its name."""
    if call.receiver is not None and call.receiver.type == _TEXT:
        return call.name == "format"
    if call.receiver is None:
        return call.name in _PRINTING and not grammar.visible(call.callee)
    return call.name in _LEVELS and _LOGGER.match(grammar.last_name(call.receiver)) is not None
