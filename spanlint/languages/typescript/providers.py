"""Providers in TypeScript and JavaScript: functions without parameters that give a parent of their own to a slot."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from spanlint.apis import ApiTables
from spanlint.facts import Provider
from spanlint.languages.function_text import names_in
from spanlint.languages.origins import UNKNOWN
from spanlint.languages.owners import api_of
from spanlint.languages.syntax import SyntaxTree
from spanlint.languages.typescript.arguments import last_name, read_arguments, unwrapped
from spanlint.languages.typescript.bindings import Kind
from spanlint.languages.typescript.names import Names
from spanlint.languages.typescript.scopes import Scopes, returns

_DEPTH = 6
# They give the active context, or a store that is none.
_NO_PROVIDERS = frozenset({"active", "getStore", "getActiveSpan", "get_current", "require"})


class Providers:
    """Finds the providers in the parent slots of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables

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
        definition = self._definition(name) if function.type == "identifier" else None
        if definition is not None:
            inside = [provider for each in returns(definition) for provider in self.of(each, via or name, depth - 1)]
            if inside or values or self._only_active(definition):
                yield from inside
                return
        if not values:
            reads = self._tree.text[definition.start_byte : definition.end_byte] if definition is not None else b""
            yield Provider(name, self._tree.text_of(function), via, reads=names_in(reads))

    def _is_project_function(self, function: Node) -> bool:
        """Whether a function is imported or local, and no tracing library's."""
        if last_name(self._tree, function) in _NO_PROVIDERS or function.type not in ("identifier", "member_expression"):
            return False
        origins = self._names.origins(function)
        if function.type == "member_expression" and any(origin == UNKNOWN or origin[0] == "=" for origin in origins):
            return False
        return all(origin != UNKNOWN and api_of(self._tables.apis, origin) is None for origin in origins)

    def _definition(self, name: str) -> Node | None:
        found = (each.value for each in self._scopes.bindings(name) if each.kind is Kind.FUNCTION)
        return next(found, None)

    def _only_active(self, definition: Node) -> bool:
        """Whether a function gives nothing else than the active context."""
        values = [unwrapped(self._scopes.sole_value(each)) for each in returns(definition)]
        calls = (each for each in values if each.type == "call_expression")
        return bool(values) and sum(last_name(self._tree, each) in _NO_PROVIDERS for each in calls) == len(values)
