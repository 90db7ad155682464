"""Values that need no end, and methods that nothing calls, where a function holds a span, in any language."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Alone, Argument, Assigned, Called, Target
from spanlint.languages.names.values import Call, Member, Name, Nothing, Value, role_of_value
from spanlint.model.apis import ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def needs_no_end(tables: ApiTables, value: Value) -> bool:
    """Whether a value is none, or a span of the library's own that records nothing."""
    if isinstance(value, Name):
        return value.text in tables.roots.invalid_spans
    if not isinstance(value, Call | Member):
        return isinstance(value, Nothing)
    contexts, name = tables.contexts, value.name
    is_given = name in tables.creators or name in contexts.active_span or name in contexts.span_of
    is_wrapped = isinstance(value, Call) and name in tables.shapes.spans and not is_given
    return is_wrapped or name in tables.roots.invalid_spans


def is_uncalled(grammar: PlaceGrammar, member: Node) -> bool:
    """Whether a member that is read is a statement of its own, or kept by a local that nothing reads; or, in a language
    whose methods do not keep their object, whether it is only called without the object."""
    role = role_of_value(grammar, member)
    if isinstance(role, Argument):
        call = grammar.value(role.call)
        return isinstance(call, Call) and call.name in grammar.unbinding
    target = grammar.value(role.target) if isinstance(role, Assigned) and role.target and not role.outer else None
    bindings = grammar.visible(target.node) if isinstance(target, Name) else []
    if len(bindings) != 1 or not isinstance(target, Name):
        return isinstance(role, Alone)
    mentions = grammar.mentions(target.text, bindings[0].scope)
    in_vain = (Alone, Target, Called) if grammar.unbinding else (Alone, Target)
    return all(isinstance(role_of_value(grammar, mention), in_vain) for mention in mentions)
