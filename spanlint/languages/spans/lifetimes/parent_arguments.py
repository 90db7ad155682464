"""The arguments of calls that give a span its parent, in any language: they keep nothing of the parent."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_OPTION_DEPTH = 4  # of a value in the options of a call: a pair, an object, the arguments


def is_parent_option(grammar: PlaceGrammar, value: Node) -> bool:
    """Whether a value is the parent that the options of a call give to the span that it starts."""
    calls = (grammar.value(ancestor) for ancestor in grammar.tree.ancestors(value)[:_OPTION_DEPTH])
    call = next((call for call in calls if isinstance(call, Call)), None)
    return call is not None and is_parent(grammar, call, value)


def is_parent(grammar: PlaceGrammar, call: Call, value: Node) -> bool:
    """Whether a value is the parent that a call gives to the span that it starts."""
    for slot in (slot for creator in grammar.tables.creators.get(call.name, ()) for slot in creator.parents):
        holder = call.arguments.at(slot)
        passed = grammar.option(holder, slot.key) if holder is not None and slot.key is not None else holder
        if passed == value:
            return True
    return False
