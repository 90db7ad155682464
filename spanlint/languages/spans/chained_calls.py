"""The methods of a span that may return the span itself, called one after the other on a new span."""

from __future__ import annotations

import re

from spanlint.languages.names.roles import Owner
from spanlint.languages.names.values import Call, Value, ValueGrammar, role_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

CHAINABLE = re.compile(r"(?:set|add|update)(?:[A-Z_]|$)")
"""The beginnings of their names."""


def after_chain(grammar: ValueGrammar, node: Node) -> Node:
    """Returns the last of the calls of such methods on the span that an expression evaluates to, or the expression."""
    role = role_of_value(grammar, node)
    while isinstance(role, Owner) and role.call is not None and CHAINABLE.match(role.name):
        node, role = role.call, role_of_value(grammar, role.call)
    return node


def before_chain(grammar: ValueGrammar, node: Node) -> Value:
    """Returns what such methods are called on in an expression, or what it is if none are."""
    value = grammar.value(node)
    while isinstance(value, Call) and value.receiver is not None and CHAINABLE.match(value.name):
        receiver = grammar.value(value.receiver)
        if not isinstance(receiver, Call):
            break
        value = receiver
    return value
