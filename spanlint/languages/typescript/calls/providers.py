"""Providers in TypeScript and JavaScript: functions without parameters that give a parent of their own to a slot."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from spanlint.languages.calls.function_text import names_in
from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.origins import OTHER, UNKNOWN
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.names.bindings import CLASSES, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.origins import Names
from spanlint.languages.typescript.names.scopes import Scopes, returns
from spanlint.model.apis import ApiTables
from spanlint.model.facts import Provider

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 6
_STORES = frozenset({"getStore", "get_current", "require"})  # of the project, or a module


class Providers:
    """Finds the providers in the parent slots of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        contexts, states = tables.contexts, tables.shapes.span_states
        # They return the active context, or nothing that could be a parent.
        self._no_providers = _STORES.union(contexts.active, contexts.active_span, states)

    def of(self, value: Node, via: str = "", depth: int = _DEPTH) -> Iterator[Provider]:
        """The providers in a value: called there, under `??` and `?:`, behind a local or in the file's resolver."""
        value = unwrapped(value)
        if depth <= 0:
            return
        if value.type == "identifier":
            for binding in self._scopes.visible(self._tree.text_of(value), value):
                if binding.kind in (Kind.VALUE, Kind.ASSIGNED) and binding.value is not None and not binding.key:
                    yield from self.of(binding.value, via, depth - 1)
        elif value.type in ("binary_expression", "await_expression"):
            for part in value.named_children:
                yield from self.of(part, via, depth - 1)
        elif value.type == "ternary_expression":
            for arm in value.named_children[1:]:
                yield from self.of(arm, via, depth - 1)
        elif value.type == "call_expression":
            yield from self._called(value, via, depth)

    def _called(self, call: Node, via: str, depth: int) -> Iterator[Provider]:
        function, passed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or passed is None or passed.type != "arguments" or not self._is_project_function(function):
            return
        name, values = last_name(self._tree, function), read_arguments(passed).values
        definition = self.definition(function)
        if definition is not None:
            inside = [provider for each in returns(definition) for provider in self.of(each, via or name, depth - 1)]
            if inside or values or self._only_active(definition):
                yield from inside
                return
        if not values:
            yield self._provider(function, name, via, definition)

    def _provider(self, function: Node, name: str, via: str, definition: Node | None) -> Provider:
        own = self._own_class(function)
        owner = range_of(own) if own is not None else None
        reads = self._read_in(definition) if definition is not None else frozenset[str]()
        reads |= names_in(self.holder(function).encode())
        return Provider(name, self._tree.text_of(function), via, reads=reads, home=self.home(function), owner=owner)

    def _read_in(self, definition: Node) -> frozenset[str]:
        """The names in a definition that are not its own: what others give a value decides what it gives."""
        names = names_in(self._tree.text[definition.start_byte : definition.end_byte])
        return frozenset(name for name in names if not any(map(partial(self._is_in, definition), self._declared(name))))

    def _declared(self, name: str) -> Iterator[Node]:
        return (each.scope for each in self._scopes.bindings(name) if each.kind is not Kind.ASSIGNED)

    def _is_in(self, definition: Node, scope: Node) -> bool:
        return definition in (scope, *self._tree.ancestors(scope))

    def home(self, function: Node) -> str:
        """The module or object that a function belongs to; empty where it is not known, or a tracing library's."""
        if self._own_class(function) is not None:
            holder = function.child_by_field_name("object")
            return self._tree.text_of(holder) if holder is not None else ""
        for origin in self._names.origins(function):
            if origin[:1] not in (UNKNOWN, OTHER) and api_of(self._tables.apis, origin) is None:
                return origin[: max(origin.rfind("."), origin.rfind(":") + 1)] or origin
        return ""

    def holder(self, function: Node) -> str:
        """The last name of what a method is called on, empty for `this` and for a library's module."""
        holder = function.child_by_field_name("object") if function.type == "member_expression" else None
        if holder is None or holder.type == "this":
            return ""
        if any(api_of(self._tables.apis, origin) is not None for origin in self._names.origins(holder)):
            return ""
        return last_name(self._tree, holder)

    def definition(self, function: Node) -> Node | None:
        """The definition in this file of what is called: a function by its name, a method of this or a local class."""
        if function.type == "member_expression":
            return self._names.function(function)
        visible = self._scopes.visible(self._tree.text_of(function), function) if function.type == "identifier" else []
        return next((each.value for each in visible if each.kind is Kind.FUNCTION), None)

    def _own_class(self, function: Node) -> Node | None:
        """The class around, where a method of its own object or of something it holds is called."""
        root = function
        while root.type in ("member_expression", "non_null_expression", "parenthesized_expression"):
            root = root.child_by_field_name("object") or root.named_children[0]
        if root == function or root.type != "this":
            return None
        return next((each for each in self._tree.ancestors(function) if each.type in CLASSES), None)

    def _is_project_function(self, function: Node) -> bool:
        """Whether a function is imported, local or one of the object's own, and no tracing library's."""
        is_name = function.type in ("identifier", "member_expression")
        if not is_name or last_name(self._tree, function) in self._no_providers:
            return False
        origins = self._names.origins(function)
        if any(api_of(self._tables.apis, origin) is not None for origin in origins):
            return False
        return self._own_class(function) is not None or not origins & {UNKNOWN, OTHER}

    def _only_active(self, definition: Node) -> bool:
        """Whether a function gives nothing else than the active context."""
        values = [unwrapped(self._scopes.sole_value(each)) for each in returns(definition)]
        calls = (each for each in values if each.type == "call_expression")
        return bool(values) and sum(last_name(self._tree, each) in self._no_providers for each in calls) == len(values)
