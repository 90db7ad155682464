"""What the context that a TypeScript or JavaScript expression gives carries beside its span."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tree_sitter import Node

from spanlint.languages.carried import Carried, most
from spanlint.languages.typescript.arguments import last_name, read_arguments, unwrapped
from spanlint.languages.typescript.bindings import Kind
from spanlint.languages.typescript.scopes import returns

if TYPE_CHECKING:
    from spanlint.languages.typescript.reader import TypeScriptFile

_ADDING = frozenset({"setValue", "setBaggage", "extract"})  # propagated baggage arrives with what is extracted
_DERIVING = frozenset({"setSpan", "setSpanContext", "deleteSpan", "deleteValue", "deleteBaggage"})
_ROOT = "ROOT_CONTEXT"
_HOLDING = frozenset({"identifier", "call_expression"})
DEPTH = 6  # a name that is made of itself adds nothing


def carried(file: TypeScriptFile, value: Node, depth: int = DEPTH) -> Carried:
    """What a context carries that the active one does not, by the expression that gives it."""
    value = unwrapped(value)
    if not depth or value.type in ("null", "undefined"):
        return Carried.NOTHING
    if value.type in ("ternary_expression", "binary_expression"):
        fields = ("left", "right", "consequence", "alternative")
        parts = (value.child_by_field_name(field) for field in fields)
        return most(carried(file, each, depth - 1) for each in parts if each is not None)
    if value.type == "identifier":
        return _by_name(file, value, depth)
    return _by_call(file, value, depth) if value.type == "call_expression" else _by_member(file, value)


def _by_name(file: TypeScriptFile, name: Node, depth: int) -> Carried:
    if file.tree.text_of(name) == _ROOT:
        return Carried.NOTHING
    bound = file.scopes.visible(file.tree.text_of(name), name)
    given = [each for each in bound if each.value is not None or each.kind is Kind.ASSIGNED]
    if any(each.kind is Kind.OTHER or each.key == "?" for each in bound):
        return Carried.NOTHING  # one of several values that are taken apart: there is no telling
    if not bound or bound[0].kind is not Kind.VALUE or any(each.value is None or each.key for each in given):
        return Carried.UNKNOWN
    return most(carried(file, each.value, depth - 1) for each in given if each.value is not None)


def _by_member(file: TypeScriptFile, value: Node) -> Carried:
    return Carried.NOTHING if last_name(file.tree, value) == _ROOT else Carried.UNKNOWN


def _by_call(file: TypeScriptFile, call: Node, depth: int) -> Carried:
    name, passed = last_name(file.tree, call), call.child_by_field_name("arguments")
    values = read_arguments(passed).values if passed is not None else ()
    if name in _ADDING:
        return Carried.VALUES
    if name == "active" and not values:
        return Carried.NOTHING
    if name in _DERIVING and values:
        return carried(file, values[0], depth - 1)
    function = file.names.function(unwrapped(call.child_by_field_name("function") or call))
    found = most(carried(file, each, depth - 1) for each in (returns(function) if function is not None else ()))
    if found is not Carried.UNKNOWN:
        return found
    contexts = (each for each in values if each.type in _HOLDING)
    # What another function adds to the active context is not told apart from the span that it adds.
    return min((carried(file, each, depth - 1) for each in contexts), default=Carried.UNKNOWN)
