"""Values that need no end, and methods that nothing calls, where a function holds a span, in any language."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Alone, Argument, Assigned, Called, Role, Target
from spanlint.languages.names.values import Call, Member, Name, Nothing, Value, role_of_value
from spanlint.languages.spans.lifetimes.endings import Ending, SpanUse
from spanlint.model.apis import ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_FIELDS = {"pair_pattern": ("key", "value"), "object_assignment_pattern": ("left", "left")}
"""The fields for the member and for its name in what a pattern takes with another name or with a default."""


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
    if not isinstance(role, Assigned) or role.target is None or role.outer is not None:
        return isinstance(role, Alone)
    target = grammar.value(role.target)
    return _is_local_in_vain(grammar, target.node) if isinstance(target, Name) else False


def _is_local_in_vain(grammar: PlaceGrammar, name: Node) -> bool:
    """Whether the name that gets a method is of a local that nothing reads, or that is called without the object."""
    text = grammar.tree.text_of(name)
    bindings = grammar.visible_at(text, name)
    if len(bindings) != 1:
        return False
    mentions = grammar.mentions(text, bindings[0].scope)
    in_vain = (Alone, Target, Called) if grammar.unbinding else (Alone, Target)
    others = (mention for mention in mentions if mention != bindings[0].name)
    return all(isinstance(role_of_value(grammar, mention), in_vain) for mention in others)


def use_by_pattern(grammar: PlaceGrammar, role: Role, ending: Ending) -> SpanUse:
    """What a pattern does with the span whose members it takes, as in `const { end } = span`: such a method has lost
    the span. Anything else that a span is assigned to may keep it."""
    pattern = role.target if isinstance(role, Assigned) and role.outer is None else None
    if pattern is None or pattern.type != "object_pattern":
        return SpanUse.ESCAPES
    use = SpanUse.NEUTRAL
    for part in pattern.named_children:
        key_field, name_field = _FIELDS.get(part.type, ("", ""))
        key, name = part.child_by_field_name(key_field) or part, part.child_by_field_name(name_field) or part
        if part.type == "rest_pattern":
            return SpanUse.ESCAPES
        if ending.is_by(grammar.tree.text_of(key)):
            if not _is_local_in_vain(grammar, name):
                return SpanUse.ESCAPES
            use = SpanUse.UNCALLED
    return use
