"""What the context that a TypeScript or JavaScript expression gives carries beside its span."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from spanlint.languages.contexts.carried_values import MOST, Carried, is_of_active, least, most, receives
from spanlint.languages.typescript.calls.arguments import option, read_arguments
from spanlint.languages.typescript.names.bindings import FUNCTIONS, Binding, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import returns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_HOLDING = frozenset({"identifier", "call_expression"})
DEPTH = 6  # a name that is made of itself adds nothing


def carried(file: TypeScriptFile, value: Node, depth: int = DEPTH) -> Carried:
    """What a context carries that the active one does not, by the expression that gives it."""
    value = unwrapped(value)
    if not depth:
        return Carried.NOTHING
    if value.type in ("ternary_expression", "binary_expression"):
        fields = ("left", "right", "consequence", "alternative")
        parts = (value.child_by_field_name(field) for field in fields)
        return most(carried(file, each, depth - 1) for each in parts if each is not None)
    if value.type == "await_expression" and value.named_children:
        return carried(file, value.named_children[0], depth)
    if value.type in _NAMES:
        return _by_name(file, value, depth)
    if value.type == "member_expression":
        return _by_member(file, value, depth)
    return _by_call(file, value, depth) if value.type == "call_expression" else Carried.NOTHING


def _by_name(file: TypeScriptFile, name: Node, depth: int) -> Carried:
    if file.tree.text_of(name) in file.tables.roots.values:
        return Carried.NOTHING
    bound = file.scopes.visible(file.tree.text_of(name), name)
    if any(each.kind is Kind.OTHER or each.key == "?" for each in bound):
        return Carried.NOTHING  # one of several values that are taken apart: there is no telling
    if any(each.kind is Kind.PARAMETER for each in bound):
        return Carried.UNKNOWN
    return most(_by_binding(file, each, depth) for each in bound[:MOST])


def _by_binding(file: TypeScriptFile, binding: Binding, depth: int) -> Carried:
    if binding.value is None or binding.kind not in (Kind.VALUE, Kind.ASSIGNED):
        return Carried.NOTHING
    if binding.key:
        return _by_key(file, binding.value, binding.key, depth - 1)
    return carried(file, binding.value, depth - 1)


def _by_member(file: TypeScriptFile, value: Node, depth: int) -> Carried:
    name, base = value.child_by_field_name("property"), value.child_by_field_name("object")
    return (
        _by_key(file, base, file.tree.text_of(name), depth - 1) if name is not None and base is not None else most(())
    )


def _by_key(file: TypeScriptFile, holder: Node, key: str, depth: int) -> Carried:
    """What is under a key of an object that is written out, here or in the functions that give it."""
    holder = unwrapped(file.scopes.sole_value(holder))
    if holder.type == "await_expression" and holder.named_children:
        holder = unwrapped(holder.named_children[0])
    if holder.type == "call_expression" and depth > 0:
        return most(_by_key(view, each, key, depth - 1) for view, each in islice(_given_by(file, holder), MOST))
    value = option(file.tree, holder, key)
    return carried(file, value, depth) if value is not None and depth > 0 else Carried.NOTHING


def _by_call(file: TypeScriptFile, call: Node, depth: int) -> Carried:
    name, passed, calls = last_name(file.tree, call), call.child_by_field_name("arguments"), file.tables.contexts
    values = read_arguments(passed).values if passed is not None else ()
    is_function = calls.adding.get(name) is not None
    if is_function and values and is_of_active(calls, file.tree.text_of(file.scopes.sole_value(values[-1]))):
        return carried(file, values[0], depth - 1)
    if name in calls.adding or (name in calls.extracting and _receives(file, call)):
        return Carried.VALUES
    if name in calls.active and not values:
        return Carried.NOTHING
    if values and (name in calls.setters or name in calls.deleting or name in calls.removing):
        return carried(file, values[0], depth - 1)
    own = [carried(view, each, depth - 1) for view, each in islice(_given_by(file, call), MOST)]
    contexts = (each for each in values if each.type in _HOLDING)
    # What another function adds to the active context is not told apart from the span that it adds.
    return least(own, (carried(file, each, depth - 1) for each in contexts))


def _receives(file: TypeScriptFile, call: Node) -> bool:
    """Whether an `extract` gives the baggage that was propagated."""
    callee = unwrapped(call.child_by_field_name("function") or call)
    of = callee.child_by_field_name("object")
    if of is None:
        return file.names.function(callee) is None
    return receives(file.origins(of), last_name(file.tree, of))


def _given_by(file: TypeScriptFile, call: Node) -> Iterator[tuple[TypeScriptFile, Node]]:
    """What the project's own function gives, with the file that it stands in."""
    callee = unwrapped(call.child_by_field_name("function") or call)
    own = file.names.function(callee)
    if own is not None:
        yield from ((file, each) for each in returns(own))
        return
    for origin in file.names.origins(callee):
        view, function = file.follower.definition(origin) or (None, None)
        if view is not None and function is not None and function.type in FUNCTIONS:
            yield from ((view, each) for each in returns(function))
