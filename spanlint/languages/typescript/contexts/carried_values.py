"""What the context of a TypeScript or JavaScript expression carries besides its span."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from spanlint.languages.contexts.carried_values import (
    MAX_VALUES,
    Carried,
    asks_active_context,
    carried_by_result,
    may_receive_baggage,
    most_carried,
)
from spanlint.languages.typescript.calls.arguments import option, read_arguments
from spanlint.languages.typescript.names.bindings import FUNCTIONS, Binding, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import returns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_MAY_HOLD_CONTEXT = frozenset({"identifier", "call_expression"})
DEPTH = 6  # the limit also ends the search for a name that is made of itself


def carried(file: TypeScriptFile, value: Node, depth: int = DEPTH) -> Carried:
    """Returns what a context carries that the active one does not, judged by the expression for it."""
    value = unwrapped(value)
    if not depth:
        return Carried.NOTHING
    if value.type in ("ternary_expression", "binary_expression"):
        fields = ("left", "right", "consequence", "alternative")
        parts = (value.child_by_field_name(field) for field in fields)
        return most_carried(carried(file, part, depth - 1) for part in parts if part is not None)
    if value.type == "await_expression" and value.named_children:
        return carried(file, value.named_children[0], depth)
    if value.type in _NAMES:
        return _carried_by_name(file, value, depth)
    if value.type == "member_expression":
        return _carried_by_member(file, value, depth)
    return _carried_by_call(file, value, depth) if value.type == "call_expression" else Carried.NOTHING


def _carried_by_name(file: TypeScriptFile, name: Node, depth: int) -> Carried:
    if file.tree.text_of(name) in file.tables.roots.values:
        return Carried.NOTHING
    bindings = file.scopes.visible(file.tree.text_of(name), name)
    if any(binding.kind is Kind.OTHER or binding.key == "?" for binding in bindings):
        return Carried.NOTHING  # a pattern takes it from one of several values: unknown which
    if any(binding.kind is Kind.PARAMETER for binding in bindings):
        return Carried.UNKNOWN
    return most_carried(_carried_by_binding(file, binding, depth) for binding in bindings[:MAX_VALUES])


def _carried_by_binding(file: TypeScriptFile, binding: Binding, depth: int) -> Carried:
    if binding.value is None or binding.kind not in (Kind.VALUE, Kind.ASSIGNED):
        return Carried.NOTHING
    if binding.key:
        return _carried_by_key(file, binding.value, binding.key, depth - 1)
    return carried(file, binding.value, depth - 1)


def _carried_by_member(file: TypeScriptFile, value: Node, depth: int) -> Carried:
    name, base = value.child_by_field_name("property"), value.child_by_field_name("object")
    return (
        _carried_by_key(file, base, file.tree.text_of(name), depth - 1)
        if name is not None and base is not None
        else most_carried(())
    )


def _carried_by_key(file: TypeScriptFile, holder: Node, key: str, depth: int) -> Carried:
    """Returns what the value of a key carries, in an object literal here or in the functions that return it."""
    holder = unwrapped(file.scopes.sole_value(holder))
    if holder.type == "await_expression" and holder.named_children:
        holder = unwrapped(holder.named_children[0])
    if holder.type == "call_expression" and depth > 0:
        return most_carried(
            _carried_by_key(view, returned, key, depth - 1)
            for view, returned in islice(_results(file, holder), MAX_VALUES)
        )
    value = option(file.tree, holder, key)
    return carried(file, value, depth) if value is not None and depth > 0 else Carried.NOTHING


def _carried_by_call(file: TypeScriptFile, call: Node, depth: int) -> Carried:
    name, arguments, calls = last_name(file.tree, call), call.child_by_field_name("arguments"), file.tables.contexts
    values = read_arguments(arguments).values if arguments is not None else ()
    is_function = calls.adding.get(name) is not None
    if is_function and values and asks_active_context(calls, file.tree.text_of(file.scopes.sole_value(values[-1]))):
        return carried(file, values[0], depth - 1)
    if name in calls.adding or (name in calls.extracting and _receives_baggage(file, call)):
        return Carried.VALUES
    if name in calls.active and not values:
        return Carried.NOTHING
    if values and (name in calls.setters or name in calls.deleting or name in calls.removing):
        return carried(file, values[0], depth - 1)
    own_results = [carried(view, returned, depth - 1) for view, returned in islice(_results(file, call), MAX_VALUES)]
    contexts = (value for value in values if value.type in _MAY_HOLD_CONTEXT)
    # What another function adds to the active context cannot be distinguished from the span that it adds.
    return carried_by_result(own_results, (carried(file, value, depth - 1) for value in contexts))


def _receives_baggage(file: TypeScriptFile, call: Node) -> bool:
    """Whether an `extract` call may return propagated baggage."""
    callee = unwrapped(call.child_by_field_name("function") or call)
    receiver = callee.child_by_field_name("object")
    if receiver is None:
        return file.names.function(callee) is None
    return may_receive_baggage(file.origins(receiver), last_name(file.tree, receiver))


def _results(file: TypeScriptFile, call: Node) -> Iterator[tuple[TypeScriptFile, Node]]:
    """Yields the values that a function of the project returns, each with the file that defines it."""
    callee = unwrapped(call.child_by_field_name("function") or call)
    definition = file.names.function(callee)
    if definition is not None:
        yield from ((file, returned) for returned in returns(definition))
        return
    for origin in file.names.origins(callee):
        view, function = file.follower.definition(origin) or (None, None)
        if view is not None and function is not None and function.type in FUNCTIONS:
            yield from ((view, returned) for returned in returns(function))
