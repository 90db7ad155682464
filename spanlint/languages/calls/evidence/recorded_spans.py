"""Whether the function around a creation call leaves its span to the context that is active there.

A span that ends where it starts only records something: it belongs wherever that is recorded. And a function that reads
the active context knows that one is active.
"""

from __future__ import annotations

from itertools import chain

from spanlint.languages.names.places import PlaceGrammar, mentions
from spanlint.languages.names.roles import Owner
from spanlint.languages.names.values import Name, ValueGrammar, role_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_AWAITS = frozenset({"await", "await_expression"})


def is_record(grammar: PlaceGrammar, call: Node) -> bool:
    """Whether the function around a call ends its span, itself or by a local, and calls nothing else between the start
    and the last end: no work runs that the span could be the parent of."""
    if _is_ended_in_chain(grammar, call):
        return True
    function, target = _function_around(grammar, call), grammar.assigned_to(call)
    if function is None or target is None or not isinstance(grammar.value(target), Name):
        return False
    stop = next((use.end_byte for use in reversed(mentions(grammar, target)) if _is_end(grammar, use)), 0)
    start, name = call.end_byte, grammar.tree.text_of(target)
    return start < stop <= function.end_byte and not _calls_other(grammar, function, name, start, stop)


def _is_ended_in_chain(grammar: ValueGrammar, call: Node) -> bool:
    role = role_of_value(grammar, call)
    while isinstance(role, Owner) and role.call is not None:
        if role.name in grammar.tables.shapes.span_ends:
            return True
        role = role_of_value(grammar, role.call)
    return False


def _is_end(grammar: ValueGrammar, span: Node) -> bool:
    role = role_of_value(grammar, span)
    return isinstance(role, Owner) and role.call is not None and role.name in grammar.tables.shapes.span_ends


def _calls_other(grammar: ValueGrammar, node: Node, name: str, start: int, stop: int) -> bool:
    """Whether code in [start, stop), in bytes, calls anything but the methods of a span and what takes it."""
    for child in grammar.tree.children_between(node, start, stop):
        if child.type in grammar.types.functions and child.start_byte >= start:
            continue
        if child.type in grammar.types.calls and child.start_byte >= start:
            if not _is_about(grammar, child, name):
                return True
        elif child.type in _AWAITS or _calls_other(grammar, child, name, start, stop):
            return True
    return False


def _is_about(grammar: ValueGrammar, call: Node, name: str) -> bool:
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is not None and grammar.tree.text_of(function).startswith(f"{name}."):
        return True
    passed = arguments.named_children if arguments is not None else ()
    return any(grammar.tree.text_of(argument.child_by_field_name("value") or argument) == name for argument in passed)


def _function_around(grammar: PlaceGrammar, call: Node) -> Node | None:
    return grammar.tree.around(call, grammar.types.functions)


def reads_active(grammar: PlaceGrammar, call: Node) -> bool:
    """Whether the function around a call reads the active context, its span or its values, other than to make it
    current again or to put another span into it."""
    function = _function_around(grammar, call)
    if function is None:
        return False
    contexts, target = grammar.tables.contexts, grammar.assigned_to(call)
    name = grammar.tree.text_of(target) if target is not None else ""
    names = contexts.active | contexts.active_span | contexts.active_values
    leaves = chain.from_iterable(grammar.tree.leaves_within(active, function) for active in names)
    return any(_is_read(grammar, leaf, call, name) for leaf in leaves)


def _is_read(grammar: PlaceGrammar, leaf: Node, span: Node, name: str) -> bool:
    calls = [above for above in grammar.tree.ancestors(leaf) if above.type in grammar.types.calls]
    if not calls or grammar.last_name(calls[0]) != grammar.tree.text_of(leaf):
        return False
    for call in calls[1:]:
        is_setter = grammar.last_name(call) in grammar.tables.roots.setters
        is_own = call.start_byte <= span.start_byte < call.end_byte or _is_about(grammar, call, name)
        if grammar.last_name(call) in grammar.tables.openers or (is_setter and not is_own):
            return False
    return True
