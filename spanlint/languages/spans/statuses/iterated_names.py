"""The variables that decide how often a place of a function runs, because a loop around it iterates them."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.flow.graph import Graph
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call
from spanlint.languages.trees.tree import leaves_of
from spanlint.model.flow import Condition
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LOOPS = frozenset({"for_statement", "for_in_statement"})


def iterated_names(grammar: PlaceGrammar, place: Node, function: Node) -> set[str]:
    """The names in what the loops iterate that are around a place of a function, or that run the place for each item.

    A loop over nothing does not run the place, so a condition that reads one of them may know whether it has run.
    """
    return {
        grammar.tree.text_of(leaf)
        for iterated in _iterated(grammar, place, function)
        for leaf in leaves_of(iterated)
        if grammar.is_name(leaf)
    }


def conditions_around(graph: Graph, place: int) -> Iterator[ByteRange]:
    """Yields the conditions on which it depends whether the byte `place` runs."""
    numbers = graph.places.numbers_at(place)
    for node in graph.nodes:
        if isinstance(node.part, Condition) and any(arm.has_any(numbers) for arm in node.arms):
            yield node.part.at


def _iterated(grammar: PlaceGrammar, place: Node, function: Node) -> Iterator[Node]:
    run = grammar.run_for_each(place) if place.type in grammar.types.functions else None
    call = grammar.value(run.call) if run is not None else None
    if isinstance(call, Call) and call.receiver is not None:
        yield call.receiver
    for above in grammar.tree.ancestors(place):
        if above == function:
            return
        iterated = above.child_by_field_name("right") if above.type in _LOOPS else None
        if iterated is not None and iterated.end_byte <= place.start_byte:
            yield iterated
