"""The tuples in which functions of the project return a span that they start: their callers take them apart."""

from __future__ import annotations

import re

from spanlint.languages.flow.graph import Graph
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Awaited
from spanlint.languages.names.values import Call, Name, role_of_value
from spanlint.languages.spans.lifetimes.taken_apart import TakenApart, taken_apart
from spanlint.lean.records import Record
from spanlint.model.apis import Creator
from spanlint.model.flow import Condition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_WORD = re.compile(r"[\w$]+")


class ReturnedPart(Record):
    """What starts the span, and its place among so many parts."""

    creator: Creator
    place: int
    size: int


def first_words(flow: Graph) -> frozenset[str]:
    """The words with which the conditions of a function begin: mostly, what they are about."""
    conditions = (node.part.text for node in flow.nodes if isinstance(node.part, Condition))
    return frozenset(begin[0] for begin in map(_WORD.match, conditions) if begin is not None)


def other_parts(grammar: PlaceGrammar, call: Call, part: ReturnedPart) -> set[str]:
    """The names that get the other parts of the tuple."""
    taken = _taken(grammar, call)
    targets = taken.targets if taken is not None else ()
    return {grammar.tree.text_of(target) for place, target in enumerate(targets) if place != part.place}


def taking(grammar: PlaceGrammar, call: Call, part: ReturnedPart) -> Node | None:
    """The name that gets the span where the result of a call is taken apart; None if that is unclear."""
    taken = _taken(grammar, call)
    if taken is None or not taken.is_pattern or len(taken.targets) != part.size:
        return None
    target = taken.targets[part.place]
    return target if isinstance(grammar.value(target), Name) else None


def _taken(grammar: PlaceGrammar, call: Call) -> TakenApart | None:
    role = role_of_value(grammar, call.node)
    return taken_apart(grammar.tree, role.outer if isinstance(role, Awaited) else call.node)
