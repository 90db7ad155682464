"""Whether code of a file makes a span current that other code of it has stored or handed out, in any language."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def is_made_current(grammar: PlaceGrammar, name: str) -> bool:
    """Whether a call in a file puts a span into a context, or makes it current, that is a name or a member `name`."""
    tables = grammar.tables
    slots = {function: setter.span for function, setter in tables.contexts.setters.items()}
    for function, openers in tables.openers.items():
        slots.update((function, opener.span) for opener in openers if opener.span is not None)
    return any(grammar.last_name(span) == name for span in _spans(grammar, slots))


def _spans(grammar: PlaceGrammar, slots: dict[str, Slot]) -> Iterator[Node]:
    tree = grammar.tree
    for function, slot in slots.items():
        for leaf in tree.leaves(function) if tree.offsets(function) else ():
            node = next((above for above in tree.ancestors(leaf)[:2] if above.type in grammar.types.calls), None)
            call = grammar.value(node) if node is not None else None
            span = call.arguments.at(slot) if isinstance(call, Call) else None
            if span is not None:
                yield grammar.unwrapped(span)
