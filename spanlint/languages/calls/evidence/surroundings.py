"""What stands around a creation call: the context that is open there, and where its function is used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from spanlint.languages.calls.evidence.providers import Providers
from spanlint.languages.calls.evidence.recorded_spans import is_record, reads_active
from spanlint.languages.calls.evidence.returned_spans import is_returned
from spanlint.languages.names.places import PlaceGrammar
from spanlint.lean.lazy import lazy
from spanlint.model.apis import CALLBACK, Creator
from spanlint.model.facts import OpenedBy, Surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    OpenedAt = Callable[[Node], OpenedBy | None]

_MAX_USES = 100  # mentions of the functions around one call


def surroundings(
    grammar: PlaceGrammar, providers: Providers, opened_at: OpenedAt, call: Node, creator: Creator
) -> Surroundings:
    """Returns what is around a call; whether that is a helper is known once all calls are read."""
    opened_by = opened_at(call)
    place = opened_by.context if opened_by is not None else None
    context = grammar.tree.root.descendant_for_byte_range(*place) if place is not None else None
    return Surroundings(
        opened_by,
        providers=tuple(providers.of(context)) if context is not None else (),
        is_used_in_opened=lazy(partial(_is_used_in_opened, grammar, opened_at, call)),
        is_returned=partial(is_returned, grammar, call, creator.activates == CALLBACK),
        is_record=partial(is_record, grammar, call),
        reads_active=partial(reads_active, grammar, call),
    )


def _is_used_in_opened(grammar: PlaceGrammar, opened_at: OpenedAt, call: Node) -> bool:
    """Whether something is open at one mention of a function around a call, as far as these are searched."""
    tree, functions = grammar.tree, grammar.types.functions
    pending = [above for above in tree.ancestors(call) if above.type in functions]
    visited: set[Node] = set()
    count = 0
    while pending:
        function = pending.pop()
        name = grammar.function_name(function)
        if function in visited or not name:
            continue
        visited.add(function)
        for leaf in tree.leaves(name):
            around = tree.ancestors(leaf)
            count += 1
            if count > _MAX_USES:
                return False
            if function in around or around[0].child_by_field_name("name") == leaf:
                continue
            if opened_at(leaf) is not None:
                return True
            pending += [above for above in around if above.type in functions]
    return False
