"""The values in the parent slots of a creation call: the names in them, and whether a function creates all of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from spanlint.languages.calls.function_text import dotted_names_in
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Arguments, Member, Name
from spanlint.model.apis import Creator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LOCAL_HOPS = 3  # from the parent through the locals that hold it
_ASSIGNED = (Kind.VALUE, Kind.ASSIGNED)


def parent_values(grammar: PlaceGrammar, arguments: Arguments, creator: Creator) -> Iterator[Node]:
    """Yields the values in the parent slots of a call.

    A function that tells its overloads apart by the number of arguments takes the last one for its callback.
    """
    is_overloaded = creator.callback and bool(arguments.positional)
    for slot in creator.parents:
        value = arguments.at(slot)
        if value is None or (is_overloaded and value == arguments.positional[-1]):
            continue
        inner = grammar.option(value, slot.key) if slot.key is not None else value
        if inner is not None and inner.type not in grammar.types.functions:
            yield inner


def names_of(grammar: PlaceGrammar, value: Node) -> frozenset[str]:
    """Returns the names in a parent, and in the values of the locals that hold it, each with its members."""
    dotted, searched = frozenset[str](), frozenset[str]()
    pending = {grammar.tree.text_of(value)}
    for _ in range(_LOCAL_HOPS):
        dotted |= frozenset[str]().union(*(dotted_names_in(text.encode()) for text in pending))
        names = frozenset(chain(*(name.split(".") for name in dotted))) - searched
        searched |= names
        bindings = (binding for name in sorted(names) for binding in grammar.visible_at(name, value))
        values = (binding.value for binding in bindings if binding.kind in _ASSIGNED)
        pending = {grammar.tree.text_of(held_value) for held_value in values if held_value is not None}
    return dotted


def is_local(grammar: PlaceGrammar, parent: Node, function: Node) -> bool:
    """Whether a parent consists only of what the function itself creates, so that no outside call can pass it."""
    is_created, pending = False, [parent]
    visited: set[Node] = set()
    while pending:
        node = pending.pop()
        if node in visited:
            continue
        visited.add(node)
        if grammar.is_self(node):
            return False
        if node.type in grammar.types.calls and grammar.last_name(node) in grammar.tables.creators:
            is_created = True  # a span that is created here, whatever creates it
            continue
        value = grammar.value(node)
        if not isinstance(value, Name):
            pending += [value.of] if isinstance(value, Member) else node.named_children
            continue
        for binding in grammar.visible(value.node):
            is_inside = function in (binding.scope, *grammar.tree.ancestors(binding.scope))
            if binding.kind is Kind.PARAMETER or (binding.kind is not Kind.IMPORT and not is_inside):
                return False
            if binding.kind in (*_ASSIGNED, Kind.WITH) and binding.value is not None:
                is_created = True
                pending += [binding.value] if binding.value.start_byte < node.start_byte else []
    return is_created
