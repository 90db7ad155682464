"""Providers in Python: functions without parameters that stand in a parent slot and give a parent of their own."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from spanlint.apis import ApiTables
from spanlint.facts import Provider
from spanlint.languages.function_text import names_in
from spanlint.languages.origins import UNKNOWN
from spanlint.languages.owners import api_of
from spanlint.languages.python.arguments import last_name, unwrapped
from spanlint.languages.python.bindings import Kind
from spanlint.languages.python.names import Names
from spanlint.languages.python.scopes import Scopes, returns
from spanlint.languages.syntax import SyntaxTree

_DEPTH = 6
# They give the active context, or a store that is none.
_NO_PROVIDERS = frozenset({"get_current", "active", "getStore", "get_store", "get_current_span", "Context"})


class Providers:
    """Finds the providers in the parent slots of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables

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
            fallback = (
                value.type == "boolean_operator" and last_name(self._tree, value.named_children[-1]) == "get_current"
            )
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
        name = last_name(self._tree, function)
        definition = self._definition(name) if function.type == "identifier" else None
        if definition is not None:
            inside = [provider for each in returns(definition) for provider in self.of(each, via or name, depth - 1)]
            if inside or passed.named_children or self._only_active(definition):
                yield from inside
                return
        if not any(each.type != "comment" for each in passed.named_children):
            reads = self._tree.text[definition.start_byte : definition.end_byte] if definition is not None else b""
            yield Provider(name, self._tree.text_of(function), via, reads=names_in(reads))

    def _is_project_function(self, function: Node) -> bool:
        """Whether a function is imported or local, and no tracing library's."""
        if last_name(self._tree, function) in _NO_PROVIDERS or function.type not in ("identifier", "attribute"):
            return False
        origins = self._names.origins(function)
        if function.type == "attribute" and any(origin in (UNKNOWN,) or origin.startswith("=") for origin in origins):
            return False
        return all(origin != UNKNOWN and api_of(self._tables.apis, origin) is None for origin in origins)

    def _definition(self, name: str) -> Node | None:
        found = (each.value for each in self._scopes.bindings(name) if each.kind is Kind.FUNCTION)
        return next(found, None)

    def _only_active(self, definition: Node) -> bool:
        """Whether a function gives nothing else than the active context."""
        values = [self._scopes.sole_value(each) for each in returns(definition)]
        return bool(values) and all(
            each.type == "call" and last_name(self._tree, each) in _NO_PROVIDERS for each in values
        )
