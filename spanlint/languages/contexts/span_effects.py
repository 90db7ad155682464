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
    """The effects of a context that adds a value to a context with these effects."""
    return (effects - KEPT) | VALUE if effects & (KEPT | UNKNOWN) or not effects else effects


def keeps_span(effects: SpanEffects) -> bool:
    """Whether a context leaves the active span in place, at most with values beside it.

    A context made elsewhere that gets values counts as the active one: most are, or are derived from it by the caller.
    """
    return bool(effects) and effects <= (KEPT | VALUE | UNKNOWN if effects & VALUE else KEPT)


def is_certainly_active(grammar: ValueGrammar, node: Node) -> bool:
    """Whether a context has the span that is active already, at most with values beside it.

    One that another function took is not: it may run when another span is active.
    """
    effects = _SpanEffects(grammar, grammar.function_around(node)).of(grammar.value(node))
    return bool(effects) and effects <= KEPT | VALUE


def is_active_span(grammar: ValueGrammar, node: Node) -> bool:
    """Whether a span is certainly the one that is active already."""
    return _SpanEffects(grammar, grammar.function_around(node)).is_active(node)


def effect_on_active_span(grammar: ValueGrammar, node: Node) -> SpanEffects:
    """Returns what attaching a context may do to the active span, one effect for each way in which it is made."""
    return _SpanEffects(grammar).of(grammar.value(node))


class _SpanEffects:
    """Follows one attached context.

    `seen` has the start bytes of the bindings and calls that are already counted. With `home`, what is bound outside of
    that function is made elsewhere.
    """

    def __init__(self, grammar: ValueGrammar, home: Node | None = None) -> None:
        self._grammar = grammar
        self._home = home
        self._seen: set[int] = set()

    def of(self, value: Value) -> SpanEffects:
        """Returns the effects of a value."""
        grammar = self._grammar
        if isinstance(value, Nothing):
            return frozenset()
        if len(self._seen) > _MAX_VALUES:
            return UNKNOWN
        if isinstance(value, Choice):
            return combined([self.of(grammar.value(part)) for part in value.parts])
        if isinstance(value, Call):
            return self._of_call(value)
        if grammar.is_root(value.node):
            return NONE
        bindings = self._bindings(value) if isinstance(value, Name) else []
        return combined([self._of_binding(binding) for binding in bindings]) if bindings else UNKNOWN

    def _bindings(self, name: Name) -> list[Binding]:
        grammar = self._grammar
        bindings = list(reaching_bindings(grammar.tree, grammar.visible(name.node), name.node))
        is_home = self._home is None or all(grammar.function_around(binding.name) == self._home for binding in bindings)
        return bindings if is_home else []

    def _of_binding(self, binding: Binding) -> SpanEffects:
        if binding.name.start_byte in self._seen:
            return frozenset()
        self._seen.add(binding.name.start_byte)
        if binding.key or binding.kind not in _ASSIGNED:
            return UNKNOWN
        return self.of(self._grammar.value(binding.value)) if binding.value is not None else frozenset()

    def _of_call(self, call: Call) -> SpanEffects:
        grammar, contexts = self._grammar, self._grammar.tables.contexts
        if call.name in contexts.adding or call.name in contexts.removing:
            return self._with_value(call)
        if grammar.is_root(call.node):
            return NONE
        span = call.arguments.at(contexts.setters[call.name].span) if call.name in contexts.setters else None
        if span is not None:
            return KEPT if self.is_active(span) else ANOTHER
        if call.name in contexts.extracting:
            return START if any(is_environment(grammar, value) for value in call.arguments.all()) else ANOTHER
        if call.name in contexts.active and not call.arguments.all():
            return KEPT
        definitions = grammar.functions(call)
        if not definitions or call.node.start_byte in self._seen:
            return UNKNOWN
        self._seen.add(call.node.start_byte)
        results = (result for definition in definitions for result in grammar.returns(definition))
        return combined([self.of(grammar.value(result)) for result in results])

    def _with_value(self, call: Call) -> SpanEffects:
        contexts, key = self._grammar.tables.contexts, call.arguments.at(_KEY)
        if key is not None and not contexts.span_keys.isdisjoint(self._grammar.origins(key)):
            return ANOTHER
        slot = contexts.adding[call.name] if call.name in contexts.adding else contexts.removing[call.name]
        base = call.arguments.at(slot) if slot is not None else call.receiver
        return with_value(self.of(self._grammar.value(base)) if base is not None else KEPT)

    def is_active(self, span: Node) -> bool:
        """Whether a span is the one that was active already, so that it is only put back."""
        value = self._grammar.value(span)
        values: list[Value | None] = [value]
        if isinstance(value, Name):
            nodes = (binding.value for binding in self._bindings(value))
            values = [self._grammar.value(node) if node is not None else None for node in nodes]
        return bool(values) and all(isinstance(value, Call) and self._returns_active(value) for value in values)

    def _returns_active(self, call: Call) -> bool:
        """Whether a call returns the active span: of no context, or of the active one."""
        contexts, passed = self._grammar.tables.contexts, call.arguments.all()
        is_known = call.name in contexts.active_span or (call.name in contexts.span_of and bool(passed))
        return is_known and all(self.of(self._grammar.value(context)) == KEPT for context in passed)


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
