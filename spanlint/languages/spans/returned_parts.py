"""The tuples in which functions of the project return a span that they start: their callers take them apart."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Awaited
from spanlint.languages.names.values import Call, Name, role_of_value
from spanlint.languages.spans.taken_apart import taken_apart
from spanlint.lean.records import Record
from spanlint.model.apis import Creator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class ReturnedPart(Record):
    """What starts the span, and its place among so many parts."""

    creator: Creator
    place: int
    size: int


def taking(grammar: PlaceGrammar, call: Call, part: ReturnedPart) -> Node | None:
    """The name that gets the span where the result of a call is taken apart; None if that is unclear."""
    role = role_of_value(grammar, call.node)
    taken = taken_apart(grammar.tree, role.outer if isinstance(role, Awaited) else call.node)
    if taken is None or not taken.is_pattern or len(taken.targets) != part.size:
        return None
    target = taken.targets[part.place]
    return target if isinstance(grammar.value(target), Name) else None
