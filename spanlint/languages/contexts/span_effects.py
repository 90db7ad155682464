"""What attaching a context does to the active span, judged by how the context is made."""

from __future__ import annotations

from enum import Enum

from spanlint.languages.names.bindings import Binding, Kind, reaching_bindings
from spanlint.languages.names.values import Call, Choice, Name, Nothing, Value, ValueGrammar
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_KEY = Slot(0, "key")
_MAX_VALUES = 50  # values followed for one attached context
_ASSIGNED = (Kind.VALUE, Kind.ASSIGNED)


class SpanEffect(Enum):
    """What a context makes of the active span.

    KEPT leaves it, VALUE adds a value beside it, NONE removes it, START replaces it with the parent that the process
    received at its start, ANOTHER replaces it with another span. UNKNOWN is a context that is made elsewhere.
    """

    KEPT = "kept"
    VALUE = "value"
    NONE = "none"
    START = "start"
    ANOTHER = "another"
    UNKNOWN = "unknown"


SpanEffects = frozenset[SpanEffect]
KEPT, VALUE, NONE, START, ANOTHER, UNKNOWN = (frozenset({effect}) for effect in SpanEffect)


def combined(alternatives: list[SpanEffects]) -> SpanEffects:
    """The effects of any one of several contexts; empty if there are none."""
    return frozenset[SpanEffect]().union(*alternatives)


def with_value(effects: SpanEffects) -> SpanEffects:
    """The effects of a context that adds a value to a context with these effects.

    A context made elsewhere counts as the active one: most are, or are derived from it by the caller.
    """
    return (effects - KEPT - UNKNOWN) | VALUE if effects & (KEPT | UNKNOWN) or not effects else effects


def keeps_span(effects: SpanEffects) -> bool:
    """Whether a context leaves the active span in place, at most with values beside it."""
    return bool(effects) and effects <= (KEPT | VALUE | UNKNOWN if effects & VALUE else KEPT)


def effect_on_active_span(grammar: ValueGrammar, node: Node) -> SpanEffects:
    """Returns what attaching a context may do to the active span, one effect for each way in which it is made."""
    return _effects_of(grammar, grammar.value(node), set())


def _effects_of(grammar: ValueGrammar, value: Value, seen: set[int]) -> SpanEffects:
    """Returns the same; `seen` has the start bytes of the bindings and calls that are already counted."""
    if isinstance(value, Nothing):
        return frozenset()
    if len(seen) > _MAX_VALUES:
        return UNKNOWN
    if isinstance(value, Choice):
        return combined([_effects_of(grammar, grammar.value(part), seen) for part in value.parts])
    if isinstance(value, Call):
        return _effects_of_call(grammar, value, seen)
    if grammar.is_root(value.node):
        return NONE
    if isinstance(value, Name):
        bindings = list(reaching_bindings(grammar.tree, grammar.visible(value.node), value.node))
        return combined([_effects_of_binding(grammar, binding, seen) for binding in bindings]) if bindings else UNKNOWN
    return UNKNOWN


def _effects_of_binding(grammar: ValueGrammar, binding: Binding, seen: set[int]) -> SpanEffects:
    if binding.name.start_byte in seen:
        return frozenset()
    seen.add(binding.name.start_byte)
    if binding.key or binding.kind not in _ASSIGNED:
        return UNKNOWN
    return _effects_of(grammar, grammar.value(binding.value), seen) if binding.value is not None else frozenset()


def _effects_of_call(grammar: ValueGrammar, call: Call, seen: set[int]) -> SpanEffects:
    contexts = grammar.tables.contexts
    if call.name in contexts.adding or call.name in contexts.removing:
        return _effects_with_value(grammar, call, seen)
    if grammar.is_root(call.node):
        return NONE
    span = call.arguments.at(contexts.setters[call.name].span) if call.name in contexts.setters else None
    if span is not None:
        return KEPT if _is_active(grammar, span) else ANOTHER
    if call.name in contexts.extracting:
        return START if any(is_environment(grammar, value) for value in call.arguments.all()) else ANOTHER
    if call.name in contexts.active and not call.arguments.all():
        return KEPT
    definitions = grammar.functions(call)
    if not definitions or call.node.start_byte in seen:
        return UNKNOWN
    seen.add(call.node.start_byte)
    results = (result for definition in definitions for result in grammar.returns(definition))
    return combined([_effects_of(grammar, grammar.value(result), seen) for result in results])


def _effects_with_value(grammar: ValueGrammar, call: Call, seen: set[int]) -> SpanEffects:
    contexts, key = grammar.tables.contexts, call.arguments.at(_KEY)
    if key is not None and not contexts.span_keys.isdisjoint(grammar.origins(key)):
        return ANOTHER
    slot = contexts.adding[call.name] if call.name in contexts.adding else contexts.removing[call.name]
    base = call.arguments.at(slot) if slot is not None else call.receiver
    return with_value(_effects_of(grammar, grammar.value(base), seen) if base is not None else KEPT)


def _is_active(grammar: ValueGrammar, span: Node) -> bool:
    """Whether a span is the one that was active already, so that it is only put back."""
    value = grammar.value(span)
    if isinstance(value, Name):
        bindings = list(reaching_bindings(grammar.tree, grammar.visible(value.node), value.node))
        values = [grammar.value(binding.value) if binding.value is not None else None for binding in bindings]
    else:
        values = [value]
    active_calls = grammar.tables.contexts.active_span
    return bool(values) and all(isinstance(value, Call) and value.name in active_calls for value in values)


def is_environment(grammar: ValueGrammar, node: Node) -> bool:
    """Whether an expression contains what the process was started with: its environment or its arguments."""
    pending, seen = [node], set[str]()
    while pending:
        node = pending.pop()
        if grammar.is_process_value(node):
            return True
        value = grammar.value(node)
        if isinstance(value, Name) and value.text not in seen and len(seen) < _MAX_VALUES:
            seen.add(value.text)
            pending += grammar.assigned(value.node)
        pending += node.named_children
    return False
