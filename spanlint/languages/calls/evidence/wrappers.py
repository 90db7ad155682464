"""The project's own helpers in a file: functions whose parameter reaches the parent slot of a creation call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from spanlint.languages.calls.call_sites import Reach
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call, Choice, Member, Name, Nothing
from spanlint.lean.patterns import lazy_pattern
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 4
_VALUED = (Kind.VALUE, Kind.ASSIGNED)
_SAYS_PARENT = lazy_pattern(r"(?i)parent|ctx|context|span")


class Wrappers:
    """Finds the helpers of one file."""

    def __init__(self, grammar: PlaceGrammar) -> None:
        self._grammar = grammar
        self._known: dict[int, list[tuple[Binding, str]]] = {}
        self._held: dict[tuple[str, int, int], list[tuple[Binding, str]]] = {}
        self._others: dict[tuple[str, int, int, int], bool] = {}
        roots, contexts = grammar.tables.roots, grammar.tables.contexts
        # These return no other parent than the one that they are passed.
        self._pass_through = (roots.setters, roots.calls, contexts.active, contexts.active_span)

    def reach(self, node: Node) -> Reach | None:
        """Returns the parameter that the value in a parent slot comes from."""
        sources = self.parameters(node)
        if not sources:
            return None
        parameter, key = sources[0]
        is_only_source = not self._may_have_other_source(node, parameter.name, _DEPTH)
        return self._reach(parameter, self._grammar.omittable_slot(parameter, key) if is_only_source else None)

    def reach_of(self, name: str, functions: list[Node]) -> Reach | None:
        """Returns a parameter of one of the functions around a place by its name."""
        for binding in self._grammar.bindings(name):
            if _is_parameter(binding) and binding.scope in functions:
                return self._reach(binding, self._grammar.omittable_slot(binding, binding.key))
        return None

    def _reach(self, parameter: Binding, slot: Slot | None) -> Reach:
        name = self._grammar.name_of(parameter.scope)
        return Reach(parameter.scope, self._grammar.tree.text_of(name) if name is not None else "", slot)

    def parameters(self, node: Node) -> list[tuple[Binding, str]]:
        """Returns the parameters in a value, each with the key that is read from it; the same list every time."""
        known = self._known.get(node.id)
        if known is None:
            known = self._known[node.id] = _each_once(self._parameters(node, _DEPTH))
        return known

    def _parameters(self, node: Node, depth: int) -> Iterator[tuple[Binding, str]]:
        for name, key, is_whole in self._names_in(node):
            bindings = self._grammar.visible(name.node)
            for binding in takewhile(_is_parameter, bindings):
                said = self._grammar.tree.text_of(binding.name) + key + binding.key
                is_parent = is_whole or _SAYS_PARENT.search(said) is not None
                if is_parent and not self._grammar.is_self(binding.name):
                    yield binding, key or binding.key
            if depth and bindings:
                yield from self._held_by(name, bindings, depth)

    def _held_by(self, name: Name, bindings: list[Binding], depth: int) -> list[tuple[Binding, str]]:
        """Returns the parameters in the values of a variable, each once: it may have as many values as uses."""
        place = (name.text, bindings[0].scope.id, depth)
        known = self._held.get(place)
        if known is None:
            found = (
                (parameter, inner_key or binding.key)
                for binding in bindings
                if binding.kind in _VALUED and binding.value is not None
                for parameter, inner_key in self._parameters(binding.value, depth - 1)
            )
            known = self._held[place] = _each_once(found)
        return known

    def _names_in(self, node: Node) -> Iterator[tuple[Name, str, bool]]:
        """Yields the names in a value, each with the key that is read from it, and whether it may be the whole parent:
        the value itself, an alternative, or the span that is put into a context."""
        pending = [(node, True)]
        while pending:
            node, is_whole = pending.pop()
            value = self._grammar.value(node)
            if isinstance(value, Name):
                yield value, "", is_whole
            elif isinstance(value, Member):
                base = self._grammar.value(value.of)
                if isinstance(base, Name):
                    yield base, value.name, False
                else:
                    pending.append((value.of, False))
            elif isinstance(value, Choice):
                pending += [(part, is_whole) for part in value.parts]
            elif isinstance(value, Call):
                is_setter = value.name in self._grammar.tables.roots.setters
                pending += [(span, is_whole) for span in self._passed(value)] if is_setter else ()
            else:
                pending += [(part, False) for part in self._grammar.parts(value.node)]

    def _may_have_other_source(self, node: Node, parameter: Node, depth: int) -> bool:
        """Whether something else in a value could supply a parent if the parameter does not."""
        value = self._grammar.value(node)
        if isinstance(value, Nothing) or not depth:
            return False
        if isinstance(value, Choice):
            return any(self._may_have_other_source(part, parameter, depth) for part in value.parts)
        if isinstance(value, Call):
            if not any(value.name in names for names in self._pass_through):
                return True
            return any(self._may_have_other_source(part, parameter, depth) for part in self._passed(value))
        while isinstance(value, Member):
            value = self._grammar.value(value.of)
        bindings = self._grammar.visible(value.node) if isinstance(value, Name) else []
        if not bindings or not isinstance(value, Name):
            return True
        place = (value.text, bindings[0].scope.id, parameter.id, depth)
        known = self._others.get(place)
        if known is None:
            known = self._others[place] = self._has_other_value(bindings, parameter, depth)
        return known

    def _passed(self, call: Call) -> tuple[Node, ...]:
        """Returns what a call passes through: the span, if it puts one into a context."""
        setter = self._grammar.tables.contexts.setters.get(call.name)
        span = call.arguments.at(setter.span) if setter is not None else None
        return (span,) if span is not None else call.arguments.all()

    def _has_other_value(self, bindings: list[Binding], parameter: Node, depth: int) -> bool:
        return any(
            binding.kind not in _VALUED
            or (binding.value is not None and self._may_have_other_source(binding.value, parameter, depth - 1))
            for binding in bindings
            if binding.name != parameter
        )


def _each_once(parameters: Iterable[tuple[Binding, str]]) -> list[tuple[Binding, str]]:
    return list({(binding.name.id, key): (binding, key) for binding, key in parameters}.values())


def _is_parameter(binding: Binding) -> bool:
    """Whether a name is bound as a parameter: such bindings come before all that is assigned to it."""
    return binding.kind is Kind.PARAMETER
