"""The methods of a span that may return the span itself, called one after the other on a new span."""

from __future__ import annotations

import re

from spanlint.languages.names.roles import Argument, Owner, Returned
from spanlint.languages.names.values import Call, Name, Value, ValueGrammar, role_of_value

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


def chained_call(grammar: ValueGrammar, role: Owner) -> Node | None:
    """The call of a method that returns the span itself to code that may keep it.

    A callback that is an expression, as in `on("data", () => span.addEvent("chunk"))`, returns it to code that asked
    for no span.
    """
    call = role.call if CHAINABLE.match(role.name) else None
    return None if call is None or _is_result_of_callback(grammar, call) else call


def _is_result_of_callback(grammar: ValueGrammar, call: Node) -> bool:
    """Whether a call is all that a function does that another call is passed, with the span of a function around."""
    function = grammar.function_of(call) if isinstance(grammar.role(call), Returned) else None
    if function is None or function.child_by_field_name("body") != call:
        return False
    if not isinstance(grammar.role(function), Argument):
        return False
    root = grammar.value(call)
    while isinstance(root, Call) and root.receiver is not None:
        root = grammar.value(root.receiver)
    bindings = grammar.visible(root.node) if isinstance(root, Name) else []
    return bool(bindings) and grammar.function_of(bindings[0].name) != function
