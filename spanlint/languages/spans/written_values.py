"""Code that writes a value down, in a log, in a text or on the screen, and keeps nothing of it, in any language."""

from __future__ import annotations

import re

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Argument, Element, Role
from spanlint.languages.names.values import Call, ValueGrammar, role_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_METHODS = frozenset(
    {"critical", "debug", "dir", "error", "exception", "fatal", "info", "log", "table", "trace", "verbose", "warn"}
    | {"warning"}
)
_LOGS = re.compile(r"_*(?:\w*_?logger|log|logging|console|diag)", re.IGNORECASE)
_PRINTING = frozenset({"print", "pprint", "repr", "str", "format", "hasattr", "String"})
_TEXT = "string"


def is_logged(grammar: ValueGrammar, role: Role) -> bool:
    """Whether the role of a value is to be passed to a log, by itself or in an object that is written out there.

    A function of the project that is found is read instead: it may do more than its name says.
    """
    if isinstance(role, Element):
        role = role_of_value(grammar, role.holder)
    call = grammar.value(role.call) if isinstance(role, Argument) else None
    return isinstance(call, Call) and logs(grammar, call)


def logs(grammar: ValueGrammar, call: Call) -> bool:
    """Whether a call passes what it is given to a log, and is of no function of the project that is found."""
    return says_log(grammar, call) and grammar.definition(call) is None


def says_log(grammar: ValueGrammar, call: Call) -> bool:
    """Whether a call says by its names that it writes a log."""
    if call.receiver is None or call.name not in _METHODS:
        return False
    return _LOGS.fullmatch(grammar.last_name(call.receiver)) is not None


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
