"""Providers in TypeScript and JavaScript: functions without parameters whose result is passed as a parent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from spanlint.languages.calls.function_text import names_in
from spanlint.languages.calls.held_values import HeldValues, ValueQueries
from spanlint.languages.calls.owners import api_of
from spanlint.languages.calls.visibility import NameQueries, Visibility
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.origins import OTHER, UNKNOWN
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.calls.arguments import argument, is_root, read_arguments
from spanlint.languages.typescript.calls.branches import branches
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.origins import Names
from spanlint.languages.typescript.names.scopes import Scopes, returns
from spanlint.model.apis import ApiTables
from spanlint.model.facts import Provider
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 6
_HOISTED = frozenset({"function_declaration", "generator_function_declaration"})
_STORES = frozenset({"getStore", "get_current", "require"})  # of a store of the project, or of a module


class Providers:
    """Finds the providers in the parent slots of one file."""

    def __init__(
        self, tree: SyntaxTree, scopes: Scopes, names: Names, follower: ImportFollower, tables: ApiTables
    ) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        queries = NameQueries(scopes.visible, names.name_origins, FUNCTIONS, _HOISTED, partial(branches, tree))
        self._expressions: dict[tuple[str, ByteRange | None, ByteRange | None], Node] = {}
        self.visibility = Visibility(tree, queries)
        values = ValueQueries(
            scopes.visible,
            unwrapped,
            partial(last_name, tree),
            self.definition,
            returns,
            names.origins,
            lambda value: is_root(tree, value, tables),
            partial(argument, tree),
            condition=0,
        )
        self.held_values = HeldValues(tree, values, follower, tables.contexts)
        contexts, states = tables.contexts, tables.shapes.span_states
        # They return the active context, or nothing that could be a parent.
        self._non_providers = (_STORES, contexts.active, contexts.active_span, states)

    def of(self, value: Node, via: str = "", depth: int = _DEPTH) -> Iterator[Provider]:
        """Yields the providers in a value: called directly, under `??` or `?:`, through a local, or in a function of
        the file."""
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
            yield from self._providers_of_call(value, via, depth)

    def _providers_of_call(self, call: Node, via: str, depth: int) -> Iterator[Provider]:
        function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if (
            function is None
            or arguments is None
            or arguments.type != "arguments"
            or not self._is_project_function(function)
        ):
            return
        name, values = last_name(self._tree, function), read_arguments(arguments).positional
        definition = self.definition(function)
        if definition is not None:
            own_providers = [
                provider for returned in returns(definition) for provider in self.of(returned, via or name, depth - 1)
            ]
            if own_providers or values:
                yield from own_providers
                return
        if not values and not self.held_values.gives_no_parent(function):
            yield self._provider(function, name, via, definition)

    def _provider(self, function: Node, name: str, via: str, definition: Node | None) -> Provider:
        own_class = self._own_class(function)
        owner = range_of(own_class) if own_class is not None else None
        reads = self._names_read_in(definition) if definition is not None else frozenset[str]()
        reads |= names_in(self.holder(function).encode())
        written = self._tree.text_of(function)
        provider = Provider(
            name,
            written,
            via,
            reads=reads,
            home=self.home(function),
            owner=owner,
            scope=self.visibility.scope(written, function),
            origins=self.visibility.origins(written, function),
        )
        self._expressions.setdefault((written, provider.scope, owner), function)
        return provider

    def _names_read_in(self, definition: Node) -> frozenset[str]:
        """Returns the names in a definition that are declared outside it, because their values decide its result."""
        names = names_in(self._tree.text[definition.start_byte : definition.end_byte])
        return frozenset(
            name for name in names if not any(map(partial(self._is_in, definition), self._declaring_scopes(name)))
        )

    def _declaring_scopes(self, name: str) -> Iterator[Node]:
        return (binding.scope for binding in self._scopes.bindings(name) if binding.kind is not Kind.ASSIGNED)

    def _is_in(self, definition: Node, scope: Node) -> bool:
        return definition in (scope, *self._tree.ancestors(scope))

    def expression(self, provider: Provider) -> Node | None:
        """Returns the function of one of this file's calls of a provider."""
        return self._expressions.get((provider.written, provider.scope, provider.owner))

    def home(self, function: Node) -> str:
        """Returns the module or object that a function belongs to; empty if it is unknown or a tracing library's."""
        if self._own_class(function) is not None:
            holder = function.child_by_field_name("object")
            return self._tree.text_of(holder) if holder is not None else ""
        for origin in self._names.origins(function):
            if origin[:1] not in (UNKNOWN, OTHER) and api_of(self._tables.apis, origin) is None:
                return origin[: max(origin.rfind("."), origin.rfind(":") + 1)] or origin
        return ""

    def holder(self, function: Node) -> str:
        """Returns the last name of a method's receiver; empty for `this` and for a tracing library's module."""
        holder = function.child_by_field_name("object") if function.type == "member_expression" else None
        if holder is None or holder.type == "this":
            return ""
        if any(api_of(self._tables.apis, origin) is not None for origin in self._names.origins(holder)):
            return ""
        return last_name(self._tree, holder)

    def definition(self, function: Node) -> Node | None:
        """Returns this file's definition of a called function, or of a called method of `this` or a local class."""
        if function.type == "member_expression":
            return self._names.function(function)
        visible = self._scopes.visible(self._tree.text_of(function), function) if function.type == "identifier" else []
        return next((binding.value for binding in visible if binding.kind is Kind.FUNCTION), None)

    def _own_class(self, function: Node) -> Node | None:
        """Returns the class around if the function is a method of `this`, or of something that `this` holds."""
        root = function
        while root.type in ("member_expression", "non_null_expression", "parenthesized_expression"):
            root = root.child_by_field_name("object") or root.named_children[0]
        if root == function or root.type != "this":
            return None
        return next((ancestor for ancestor in self._tree.ancestors(function) if ancestor.type in CLASSES), None)

    def _is_project_function(self, function: Node) -> bool:
        """Whether a function is imported, local or a method of `this`, and not a tracing library's."""
        if function.type not in ("identifier", "member_expression") or self._is_non_provider(function):
            return False
        origins = self._names.origins(function)
        if any(api_of(self._tables.apis, origin) is not None for origin in origins):
            return False
        return self._own_class(function) is not None or not origins & {UNKNOWN, OTHER}

    def _is_non_provider(self, function: Node) -> bool:
        name = last_name(self._tree, function)
        return any(name in names for names in self._non_providers)
