"""Providers in Python: functions without parameters that stand in a parent slot and give a parent of their own."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.function_text import names_in
from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.origins import OTHER, UNKNOWN
from spanlint.languages.python.names.bindings import Kind
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.scopes import Scopes, returns
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.apis import ApiTables
from spanlint.model.facts import Provider

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 6
_STORES = frozenset({"active", "getStore", "get_store"})  # of the project, or the active span of ddtrace
_SELVES = ("self", "cls")


class Providers:
    """Finds the providers in the parent slots of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        contexts, states = tables.contexts, tables.shapes.span_states
        # They return the active context, or nothing that could be a parent.
        self._no_providers = _STORES.union(contexts.active, contexts.active_span, tables.roots.calls, states)

    def of(self, value: Node, via: str = "", depth: int = _DEPTH) -> Iterator[Provider]:
        """The providers in a value: called there, under `or` and `if`, behind a local or in the file's resolver."""
        value = unwrapped(value)
        if depth <= 0:
            return
        if value.type == "identifier":
            for binding in self._scopes.visible(self._tree.text_of(value), value):
                if binding.kind is Kind.VALUE and binding.value is not None:
                    yield from self.of(binding.value, via, depth - 1)
        elif value.type in ("boolean_operator", "conditional_expression", "await", "named_expression"):
            condition = value.named_children[1] if value.type == "conditional_expression" else None
            last = last_name(self._tree, value.named_children[-1])
            fallback = value.type == "boolean_operator" and last in self._tables.contexts.active
            for part in value.named_children:
                if part != condition:
                    yield from (
                        each._replace(fallback=each.fallback or fallback) for each in self.of(part, via, depth - 1)
                    )
        elif value.type == "call":
            yield from self._called(value, via, depth)

    def _called(self, call: Node, via: str, depth: int) -> Iterator[Provider]:
        function, passed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or passed is None or not self._is_project_function(function):
            return
        name, definition = last_name(self._tree, function), self.definition(function)
        if definition is not None:
            inside = [provider for each in returns(definition) for provider in self.of(each, via or name, depth - 1)]
            if inside or passed.named_children or self._only_active(definition):
                yield from inside
                return
        if not any(each.type != "comment" for each in passed.named_children):
            yield self._provider(function, name, via, definition)

    def _provider(self, function: Node, name: str, via: str, definition: Node | None) -> Provider:
        own = self._own_class(function)
        asked = names_in(self.holder(function).encode()) if function.type == "attribute" else frozenset[str]()
        owner = range_of(own) if own is not None else None
        reads = asked | (self._read_in(definition) if definition is not None else frozenset())
        return Provider(name, self._tree.text_of(function), via, reads=reads, home=self.home(function), owner=owner)

    def _read_in(self, definition: Node) -> frozenset[str]:
        """The names in a definition that are not its own: what others give a value decides what it gives."""
        names = names_in(self._tree.text[definition.start_byte : definition.end_byte])
        own = {name for name in names if any(each.scope == definition for each in self._scopes.bindings(name))}
        return names - own

    def home(self, function: Node) -> str:
        """The module or object that a function belongs to; empty where it is not known, or a tracing library's."""
        if function.type == "attribute" and self._own_class(function) is not None:
            holder = function.child_by_field_name("object")
            return self._tree.text_of(holder) if holder is not None else ""
        for origin in self._names.origins(function):
            if origin not in (UNKNOWN, OTHER) and api_of(self._tables.apis, origin) is None:
                return origin.rpartition(".")[0] or origin
        return ""

    def holder(self, function: Node) -> str:
        """The last name of what a method is called on, empty for `self` and for a library's module."""
        holder = function.child_by_field_name("object") if function.type == "attribute" else None
        if holder is None or self._tree.text_of(holder) in _SELVES:
            return ""
        if any(api_of(self._tables.apis, origin) is not None for origin in self._names.origins(holder)):
            return ""
        return last_name(self._tree, holder)

    def definition(self, function: Node) -> Node | None:
        """The definition in this file of what is called: a function by its name, a method of this or a local class."""
        found = [each for each in self._scopes.bindings(last_name(self._tree, function)) if each.kind is Kind.FUNCTION]
        if function.type == "attribute":
            own, holder = self._own_class(function), function.child_by_field_name("object")
            if own is not None and holder is not None and self._tree.text_of(holder) in _SELVES:
                found = [each for each in found if each.scope == own]
            elif all(origin.startswith("=") for origin in self._names.origins(function)):
                found = [each for each in found if each.scope.type == "class_definition"]
            else:
                found = []
        elif found:
            found = self._scopes.visible(self._tree.text_of(function), function)
        return next((each.value for each in found if each.kind is Kind.FUNCTION), None)

    def _own_class(self, function: Node) -> Node | None:
        """The class around, where a method of its own object or of something it holds is called."""
        root = function
        while root.type == "attribute":
            root = root.children[0]
        if root == function or self._tree.text_of(root) not in _SELVES:
            return None
        return next((each for each in self._tree.ancestors(function) if each.type == "class_definition"), None)

    def _is_project_function(self, function: Node) -> bool:
        """Whether a function is imported, local or one of the object's own, and no tracing library's."""
        if last_name(self._tree, function) in self._no_providers or function.type not in ("identifier", "attribute"):
            return False
        origins = self._names.origins(function)
        if any(api_of(self._tables.apis, origin) is not None for origin in origins):
            return False
        return self._own_class(function) is not None or not origins & {UNKNOWN, OTHER}

    def _only_active(self, definition: Node) -> bool:
        """Whether a function gives nothing else than the active context."""
        values = [self._scopes.sole_value(each) for each in returns(definition)]
        return bool(values) and all(
            each.type == "call" and last_name(self._tree, each) in self._no_providers for each in values
        )
