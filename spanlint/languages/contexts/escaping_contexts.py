"""Whether a context that holds a span reaches code that could get the span from it, in any language."""

from __future__ import annotations

from spanlint.languages.names.roles import Alone, Argument, Assigned, Owner, Part, Target
from spanlint.languages.names.values import Name, ValueGrammar, variable_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 12  # steps that one context is followed; code that people read takes fewer


def escapes(grammar: ValueGrammar, context: Node) -> bool:
    """Whether an expression passes its context to anything but OpenTelemetry."""
    return _escapes(grammar, context, _DEPTH, {})


def _escapes(grammar: ValueGrammar, context: Node, depth: int, seen: dict[int, int]) -> bool:
    """Whether a context escapes; `seen` are the names that were searched, with the depth that was left."""
    role, tables = grammar.role(context), grammar.tables
    if depth <= 0:
        return True
    if isinstance(role, Alone | Target):
        return False
    if isinstance(role, Part):
        return _escapes(grammar, role.outer, depth - 1, seen)
    if isinstance(role, Owner):
        is_new_context = role.call is not None and role.name in tables.pure.methods
        return not is_new_context or role.call is None or _escapes(grammar, role.call, depth - 1, seen)
    if isinstance(role, Assigned):
        return role.outer is not None or _escapes_by_name(grammar, role.target, depth, seen)
    if not isinstance(role, Argument):
        return True
    name, calls = grammar.last_name(role.call), tables.contexts
    if any(name in names for names in (tables.pure.methods, calls.adding, tables.roots.setters)):
        return _escapes(grammar, role.call, depth - 1, seen)
    consuming = (calls.activating, calls.injecting, calls.reading, calls.active_span, tables.creators)
    return not any(name in names for names in consuming)


def _escapes_by_name(grammar: ValueGrammar, target: Node | None, depth: int, seen: dict[int, int]) -> bool:
    name = grammar.value(target) if target is not None else None
    function = grammar.function_of(target) if target is not None else None
    if not isinstance(name, Name) or function is None:
        return True
    variable = variable_of(grammar, name.node)
    if variable is None or seen:  # what is found then leaves out what is searched already
        return _variable_escapes(grammar, name, function, depth, seen)
    asked = variable, ("escapes", depth)
    known = grammar.known_answers.get(asked)
    if known is None:
        known = grammar.known_answers[asked] = _variable_escapes(grammar, name, function, depth, seen)
    return known


def _variable_escapes(grammar: ValueGrammar, name: Name, function: Node, depth: int, seen: dict[int, int]) -> bool:
    bindings = grammar.visible(name.node)
    if bindings and seen.get(bindings[0].name.id, -1) >= depth:
        return False
    if not bindings or any(grammar.function_of(binding.name) != function for binding in bindings):
        return True
    seen[bindings[0].name.id] = depth
    mentions = grammar.mentions(name.text, function)
    return any(_is_captured(grammar, leaf, function) or _escapes(grammar, leaf, depth - 1, seen) for leaf in mentions)


def _is_captured(grammar: ValueGrammar, name: Node, function: Node) -> bool:
    """Whether a function that is returned or stored captures a name. Code in that function may end the span."""
    inner = grammar.function_of(name)
    while inner is not None and inner != function:
        if not isinstance(grammar.role(inner), Argument):
            return True
        inner = grammar.function_of(inner)
    return False
