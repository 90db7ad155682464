"""The contexts around a creation call that it leaves unused: a parameter of type Context, a local that holds one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from spanlint.languages.calls.visibility import Visibility
from spanlint.languages.names.origins import last_name
from spanlint.languages.names.values import Call, ValueGrammar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_MODULES = ("opentelemetry.", "@opentelemetry/")
_NEAR = 3  # the nodes from a call to the assignment of its result


class UnusedContexts:
    """Answers for the calls of one file."""

    def __init__(self, grammar: ValueGrammar, visibility: Visibility) -> None:
        self._grammar = grammar
        self._tree = grammar.tree
        self._visibility = visibility
        self._made: list[tuple[Node, Node]] | None = None

    def parameters(self, functions: list[Node]) -> Iterator[str]:
        """Yields the Context parameters of the functions that nothing reads but the creation calls they are passed."""
        for function in functions:
            body = function.child_by_field_name("body")
            for parameter in self._grammar.parameters(function) if body is not None else ():
                if parameter.annotation is None or not self._is_context(parameter.annotation):
                    continue
                text = self._tree.text_of(parameter.name)
                mentions = self._grammar.mentions(text, body) if body is not None else ()
                if all(map(self._is_creator_argument, mentions)):
                    yield text

    def _is_context(self, annotation: Node) -> bool:
        known = self._grammar.tables.shapes.contexts
        origins = self._grammar.type_origins(annotation)
        return all(origin.startswith(_MODULES) and last_name(origin) in known for origin in origins)

    def _is_creator_argument(self, mention: Node) -> bool:
        """Whether a name is by itself an argument of a creation call."""
        call = self._grammar.taker(mention)
        return call is not None and self._grammar.last_name(call) in self._grammar.tables.creators

    def local(self, functions: list[Node], call: Node) -> str:
        """Returns a local that holds a context made before the call, for this or another call; '' if there is none."""
        if self._made is None:
            self._made = list(self._find_made())
        locals_before = (
            name
            for name, function in self._made
            if name.end_byte < call.start_byte and function in functions and self._is_visible(name, call)
        )
        return next(map(self._tree.text_of, locals_before), "")

    def _is_visible(self, name: Node, call: Node) -> bool:
        """Whether a local is in scope at a call and has its value there."""
        visible = self._grammar.visible_at(self._tree.text_of(name), call)
        return any(binding.name == name and self._visibility.has_value(binding, call) for binding in visible)

    def _find_made(self) -> Iterator[tuple[Node, Node]]:
        """Yields the locals that a newly made context is assigned to, each with its function."""
        contexts, types = self._grammar.tables.contexts, self._grammar.types
        makers = (*sorted(contexts.extracting), *contexts.setters)
        for leaf in chain.from_iterable(map(self._tree.leaves, makers)):
            ancestors = self._tree.ancestors(leaf)
            call = next((above for above in ancestors[:2] if above.type in types.calls), None)
            function = next((above for above in ancestors if above.type in types.functions), None)
            target = self._target(call) if call is not None else None
            if call is None or function is None or target is None or target.type != "identifier":
                continue
            if self._makes_context(call):
                yield target, function

    def _target(self, call: Node) -> Node | None:
        """Returns what the result of a call is assigned to; another call that takes it returns something else."""
        types = self._grammar.types
        for above in self._tree.ancestors(call)[:_NEAR]:
            if above.type in types.calls:
                return None
            if above.type in types.naming:
                return above.child_by_field_name(types.naming[above.type])
        return None

    def _makes_context(self, call: Node) -> bool:
        """Whether a function is OpenTelemetry's, or a propagator's method: others extract something else."""
        value = self._grammar.value(call)
        if not isinstance(value, Call):
            return False
        if all(origin.startswith(_MODULES) for origin in self._grammar.origins(value.callee)):
            return True
        return value.receiver is not None and "propagat" in self._tree.text_of(value.callee).lower()
