"""Providers in Python: functions called without arguments in a parent slot that return a parent of their own."""

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
from spanlint.languages.python.calls.arguments import argument, is_root
from spanlint.languages.python.calls.branches import branches
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.scopes import Scopes, returns
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.apis import ApiTables
from spanlint.model.facts import Provider
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 6
_STORES = frozenset({"active", "getStore", "get_store"})  # of a store of the project, or of ddtrace
_SELVES = ("self", "cls")


class Providers:
    """Finds the providers in the parent slots of one file."""

    def __init__(
        self, tree: SyntaxTree, scopes: Scopes, names: Names, follower: ImportFollower, tables: ApiTables
    ) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        queries = NameQueries(scopes.visible, names.of_name, FUNCTIONS, frozenset(), partial(branches, tree))
        self._expressions: dict[tuple[str, ByteRange | None, ByteRange | None], Node] = {}
        self.visibility = Visibility(tree, queries)
        values = ValueQueries(
            scopes.visible,
            unwrapped,
            partial(last_name, tree),
            self.definition,
            returns,
            names.origins,
            lambda value: is_root(tree, value, tables.roots),
            partial(argument, tree),
            condition=1,
        )
        self.held_values = HeldValues(tree, values, follower, tables.contexts)
        contexts, states = tables.contexts, tables.shapes.span_states
        # They return the active context, or nothing that could be a parent.
        self._non_providers = (_STORES, contexts.active, contexts.active_span, tables.roots.calls, states)

    def of(self, value: Node, via: str = "", depth: int = _DEPTH) -> Iterator[Provider]:
        """Yields the providers in a value: called directly, under `or` or `if`, through a local or in a resolver."""
        value = unwrapped(value)
        if depth <= 0:
            return
        if value.type == "identifier":
            for binding in self._scopes.visible(self._tree.text_of(value), value):
                if binding.kind is Kind.VALUE and binding.value is not None:
                    yield from self.of(binding.value, via, depth - 1)
        elif value.type in ("boolean_operator", "conditional_expression", "await", "named_expression"):
            condition = value.named_children[1] if value.type == "conditional_expression" else None
            last_operand = last_name(self._tree, value.named_children[-1])
            has_fallback = value.type == "boolean_operator" and last_operand in self._tables.contexts.active
            for part in value.named_children:
                if part != condition:
                    yield from (
                        provider._replace(has_fallback=provider.has_fallback or has_fallback)
                        for provider in self.of(part, via, depth - 1)
                    )
        elif value.type == "call":
            yield from self._call_providers(value, via, depth)

    def _call_providers(self, call: Node, via: str, depth: int) -> Iterator[Provider]:
        function, argument_list = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or argument_list is None or not self._is_project_function(function):
            return
        name, definition = last_name(self._tree, function), self.definition(function)
        if definition is not None:
            inner_providers = [
                provider for value in returns(definition) for provider in self.of(value, via or name, depth - 1)
            ]
            if inner_providers or argument_list.named_children:
                yield from inner_providers
                return
        has_arguments = any(child.type != "comment" for child in argument_list.named_children)
        if not has_arguments and not self.held_values.gives_no_parent(function):
            yield self._provider(function, name, via, definition)

    def _provider(self, function: Node, name: str, via: str, definition: Node | None) -> Provider:
        own_class = self._own_class(function)
        holder_names = names_in(self.holder(function).encode()) if function.type == "attribute" else frozenset[str]()
        owner = range_of(own_class) if own_class is not None else None
        reads = holder_names | (self._names_read(definition) if definition is not None else frozenset())
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

    def _names_read(self, definition: Node) -> frozenset[str]:
        """Returns the names in a definition that are not its own: their values, set elsewhere, decide its result."""
        names = names_in(self._tree.text[definition.start_byte : definition.end_byte])
        bound_names = {
            name for name in names if any(binding.scope == definition for binding in self._scopes.bindings(name))
        }
        return names - bound_names

    def expression(self, provider: Provider) -> Node | None:
        """Returns the function of one of this file's calls of a provider."""
        return self._expressions.get((provider.written, provider.scope, provider.owner))

    def home(self, function: Node) -> str:
        """Returns the module or object that a function belongs to; empty if it is unknown or a tracing library's."""
        if function.type == "attribute" and self._own_class(function) is not None:
            receiver = function.child_by_field_name("object")
            return self._tree.text_of(receiver) if receiver is not None else ""
        for origin in self._names.origins(function):
            if origin not in (UNKNOWN, OTHER) and api_of(self._tables.apis, origin) is None:
                return origin.rpartition(".")[0] or origin
        return ""

    def holder(self, function: Node) -> str:
        """Returns the last name of what a method is called on; empty for `self` and for a tracing library's module."""
        receiver = function.child_by_field_name("object") if function.type == "attribute" else None
        if receiver is None or self._tree.text_of(receiver) in _SELVES:
            return ""
        if any(api_of(self._tables.apis, origin) is not None for origin in self._names.origins(receiver)):
            return ""
        return last_name(self._tree, receiver)

    def definition(self, function: Node) -> Node | None:
        """Returns the definition, in this file, of a called function or method of `self` or of a local class."""
        bindings = [
            binding
            for binding in self._scopes.bindings(last_name(self._tree, function))
            if binding.kind is Kind.FUNCTION
        ]
        if function.type == "attribute":
            own_class, receiver = self._own_class(function), function.child_by_field_name("object")
            if own_class is not None and receiver is not None and self._tree.text_of(receiver) in _SELVES:
                bindings = [binding for binding in bindings if binding.scope == own_class]
            elif all(origin.startswith("=") for origin in self._names.origins(function)):
                bindings = [binding for binding in bindings if binding.scope.type == "class_definition"]
            else:
                bindings = []
        elif bindings:
            bindings = self._scopes.visible(self._tree.text_of(function), function)
        return next((binding.value for binding in bindings if binding.kind is Kind.FUNCTION), None)

    def _own_class(self, function: Node) -> Node | None:
        """Returns the class around if the function is reached through `self` or `cls`."""
        root = function
        while root.type == "attribute":
            root = root.children[0]
        if root == function or self._tree.text_of(root) not in _SELVES:
            return None
        return next(
            (ancestor for ancestor in self._tree.ancestors(function) if ancestor.type == "class_definition"), None
        )

    def _is_project_function(self, function: Node) -> bool:
        """Whether a function is imported, local or reached through `self`, and not a tracing library's."""
        if function.type not in ("identifier", "attribute") or self._is_non_provider(function):
            return False
        origins = self._names.origins(function)
        if any(api_of(self._tables.apis, origin) is not None for origin in origins):
            return False
        return self._own_class(function) is not None or not origins & {UNKNOWN, OTHER}

    def _is_non_provider(self, function: Node) -> bool:
        name = last_name(self._tree, function)
        return any(name in names for names in self._non_providers)
