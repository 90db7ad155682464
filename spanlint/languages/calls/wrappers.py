"""The project's own helpers in a file: functions whose parameter reaches the parent slot of a creation call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Reach
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call, Choice, Member, Name, Nothing, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 4
_VALUED = (Kind.VALUE, Kind.ASSIGNED)
_SAYS_PARENT = re.compile(r"parent|ctx|context|span", re.IGNORECASE)


class Wrappers:
    """Finds the helpers of one file."""

    def __init__(self, grammar: PlaceGrammar) -> None:
        self._grammar = grammar
        self._known: dict[int, list[tuple[Binding, str]]] = {}
        roots, contexts = grammar.tables.roots, grammar.tables.contexts
        # These return no other parent than the one that they are passed.
        self._pass_through = (roots.setters, roots.calls, contexts.active, contexts.active_span)

    def reach(self, node: Node) -> Reach | None:
        """Returns the parameter that the value in a parent slot comes from."""
        sources = self.parameters(node)
        if not sources:
            return None
        parameter, key = sources[0]
        is_only_source = not self._may_have_other_source(node, parameter.name, _DEPTH, {})
        slot = self._grammar.omittable_slot(parameter, key) if is_only_source else None
        name = self._grammar.name_of(parameter.scope)
        return Reach(parameter.scope, self._grammar.tree.text_of(name) if name is not None else "", slot)

    def parameters(self, node: Node) -> list[tuple[Binding, str]]:
        """Returns the parameters in a value, each with the key that is read from it; the same list every time."""
        known = self._known.get(node.id)
        if known is None:
            known = self._known[node.id] = list(self._parameters(node, _DEPTH, {}))
        return known

    def _parameters(self, node: Node, depth: int, seen: dict[int, int]) -> Iterator[tuple[Binding, str]]:
        if _is_seen(node, depth, seen):
            return
        whole = self._grammar.value(node)
        for name, key in self._names_in(node):
            for binding in self._grammar.visible(name.node):
                if binding.kind is Kind.PARAMETER:
                    said = self._grammar.tree.text_of(binding.name) + key + binding.key
                    is_parent = name == whole or _SAYS_PARENT.search(said) is not None
                    if is_parent and not self._grammar.is_self(binding.name):
                        yield binding, key or binding.key
                elif depth and binding.kind in _VALUED and binding.value is not None:
                    for parameter, inner_key in self._parameters(binding.value, depth - 1, seen):
                        yield parameter, inner_key or binding.key

    def _names_in(self, node: Node) -> Iterator[tuple[Name, str]]:
        """Yields the names in a value, each with the key that is read from it."""
        pending = [node]
        while pending:
            value = self._grammar.value(pending.pop())
            if isinstance(value, Name):
                yield value, ""
            elif isinstance(value, Member):
                base = self._grammar.value(value.of)
                if isinstance(base, Name):
                    yield base, value.name
                else:
                    pending.append(value.of)
            elif isinstance(value, Choice):
                pending += value.parts
            elif isinstance(value, Call):
                pending += self._passed(value) if value.name in self._grammar.tables.roots.setters else ()
            else:
                pending += self._grammar.parts(value.node)

    def _may_have_other_source(self, node: Node, parameter: Node, depth: int, seen: dict[int, int]) -> bool:
        """Whether something else in a value could supply a parent if the parameter does not."""
        value = self._grammar.value(node)
        if isinstance(value, Nothing) or not depth or _is_seen(node, depth, seen):
            return False
        if isinstance(value, Choice):
            return any(self._may_have_other_source(part, parameter, depth, seen) for part in value.parts)
        if isinstance(value, Call):
            if not any(value.name in names for names in self._pass_through):
                return True
            return any(self._may_have_other_source(part, parameter, depth, seen) for part in self._passed(value))
        while isinstance(value, Member):
            value = self._grammar.value(value.of)
        return self._is_other_name(value, parameter, depth, seen)

    def _passed(self, call: Call) -> tuple[Node, ...]:
        """Returns what a call passes through: the span, if it puts one into a context."""
        setter = self._grammar.tables.contexts.setters.get(call.name)
        span = call.arguments.at(setter.span) if setter is not None else None
        return (span,) if span is not None else call.arguments.all()

    def _is_other_name(self, value: Value, parameter: Node, depth: int, seen: dict[int, int]) -> bool:
        bindings = self._grammar.visible(value.node) if isinstance(value, Name) else []
        return not bindings or any(
            binding.kind not in _VALUED
            or (binding.value is not None and self._may_have_other_source(binding.value, parameter, depth - 1, seen))
            for binding in bindings
            if binding.name != parameter
        )


def _is_seen(node: Node, depth: int, seen: dict[int, int]) -> bool:
    """Whether a value was searched as deep before: names that are assigned from each other lead back to it."""
    if seen.get(node.id, -1) >= depth:
        return True
    seen[node.id] = depth
    return False
