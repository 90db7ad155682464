"""What the context that a Python expression gives carries beside its span."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from spanlint.apis import Slot
from spanlint.languages.carried import Carried, most
from spanlint.languages.python.arguments import last_name, read_arguments, unwrapped
from spanlint.languages.python.bindings import Kind
from spanlint.languages.python.scopes import returns

if TYPE_CHECKING:
    from spanlint.languages.python.reader import PythonFile

_SETTER = "set_span_in_context"
_CONTEXT = Slot(1, "context")
_ADDING = frozenset({"set_value", "set_baggage", "extract"})  # propagated baggage arrives with what is extracted
_CURRENT = frozenset({"get_current", "Context"})
_HOLDING = frozenset({"identifier", "call"})
DEPTH = 6  # a name that is made of itself adds nothing


def carried(file: PythonFile, value: Node, depth: int = DEPTH) -> Carried:
    """What a context carries that the active one does not, by the expression that gives it."""
    value = unwrapped(value)
    if not depth or value.type == "none":
        return Carried.NOTHING
    if value.type == "conditional_expression":
        parts = (value.named_children[0], value.named_children[-1])
        return most(carried(file, each, depth - 1) for each in parts)
    if value.type == "boolean_operator":
        return most(carried(file, each, depth - 1) for each in value.named_children)
    if value.type == "identifier":
        bound = file.scopes.visible(file.tree.text_of(value), value)
        if any(each.kind is Kind.OTHER for each in bound):
            return Carried.NOTHING  # one of several values that are taken apart: there is no telling
        known = [each.value for each in bound if each.kind is Kind.VALUE and each.value is not None]
        return most(carried(file, each, depth - 1) for each in known) if len(known) == len(bound) else Carried.UNKNOWN
    return _by_call(file, value, depth) if value.type == "call" else Carried.UNKNOWN


def _by_call(file: PythonFile, call: Node, depth: int) -> Carried:
    name, passed = last_name(file.tree, call), call.child_by_field_name("arguments")
    if name in _ADDING:
        return Carried.VALUES
    if name in _CURRENT:
        return Carried.NOTHING
    arguments = read_arguments(file.tree, passed) if passed is not None else None
    if name == _SETTER and arguments is not None:
        given = arguments.at(_CONTEXT)
        return carried(file, given, depth - 1) if given is not None else Carried.NOTHING
    own = [each for function in _functions(file, call) for each in returns(function)]
    found = most(carried(file, each, depth - 1) for each in own)
    if found is not Carried.UNKNOWN:
        return found
    contexts = [each for each in arguments.positional if each.type in _HOLDING] if arguments is not None else []
    # What another function adds to the active context is not told apart from the span that it adds.
    return min((carried(file, each, depth - 1) for each in contexts), default=Carried.UNKNOWN)


def _functions(file: PythonFile, call: Node) -> list[Node]:
    """The functions of the file that a call may be of: the one of that name, or the methods for a call on `self`."""
    function, name = call.child_by_field_name("function"), last_name(file.tree, call)
    member = function is not None and function.type == "attribute"
    if function is None or (member and not file.tree.text_of(function).startswith(("self.", "cls."))):
        return []
    bound = file.scopes.bindings(name) if member else file.scopes.visible(name, function)
    return [each.value for each in bound if each.kind is Kind.FUNCTION and each.value is not None]
