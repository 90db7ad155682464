"""Whether code ends a span by a method of another library's spans: the call is then taken for that library's."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar, mentions
from spanlint.languages.names.roles import Assigned, Owner
from spanlint.languages.names.values import Name, role_of_value
from spanlint.model.apis import ApiTables, Creator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def ends_in(tables: ApiTables, text: bytes) -> frozenset[str]:
    """The methods that end spans of any library, of those that a text calls."""
    ends = {creator.ends for creators in tables.creators.values() for creator in creators if creator.ends}
    return frozenset(name for name in ends if f".{name}(".encode() in text)


def is_ended_as_another(grammar: PlaceGrammar, call: Node, creator: Creator, ends: frozenset[str]) -> bool:
    """Whether one of these methods ends the span of a call, at once or through a name, and the creator's does not."""
    if not creator.ends or not ends - {creator.ends}:
        return False
    role = role_of_value(grammar, call)
    if isinstance(role, Owner):
        return role.call is not None and role.name in ends - {creator.ends}
    target = grammar.value(role.target) if isinstance(role, Assigned) and role.target is not None else None
    uses = mentions(grammar, target.node) if isinstance(target, Name) else []
    called = {use.name for use in map(grammar.role, uses) if isinstance(use, Owner) and use.call is not None} & ends
    return bool(called) and creator.ends not in called
