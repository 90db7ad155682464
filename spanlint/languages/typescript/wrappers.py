"""The project's own helpers in a file: functions whose parameter reaches the parent slot of a creation call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from spanlint.apis import ApiTables, Slot
from spanlint.languages.callsites import Reach
from spanlint.languages.syntax import SyntaxTree
from spanlint.languages.typescript.arguments import last_name, unwrapped
from spanlint.languages.typescript.bindings import FUNCTIONS, PARAMETERS, Kind
from spanlint.languages.typescript.scopes import Scopes

_DEPTH = 4
_SAYS_PARENT = re.compile(r"parent|ctx|context|span", re.IGNORECASE)
_ACTIVE = frozenset({"active", "getActiveSpan"})


class Wrappers:
    """Finds the helpers of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._tables = tables

    def reach(self, value: Node) -> Reach | None:
        """The parameter that the value in a parent slot comes from."""
        found = next(self._parameters(value, _DEPTH), None)
        if found is None:
            return None
        parameter, function = found
        alone = not any(self._gives_other(each) for each in self._values(value, _DEPTH))
        return Reach(function, self._name_of(function), self._slot(parameter, function) if alone else None)

    def _name_of(self, function: Node) -> str:
        name = function.child_by_field_name("name")
        holder = self._tree.parent(function)
        if name is None and holder is not None and holder.type == "variable_declarator":
            name = holder.child_by_field_name("name")
        return self._tree.text_of(name) if name is not None else ""

    def _parameters(self, value: Node, depth: int) -> Iterator[tuple[Node, Node]]:
        for each in self._values(value, depth):
            for leaf in self._names_in(each):
                for binding in self._scopes.visible(self._tree.text_of(leaf), leaf):
                    if binding.kind is Kind.PARAMETER and (
                        each == leaf or _SAYS_PARENT.search(self._tree.text_of(binding.name))
                    ):
                        yield binding.name, binding.scope

    def _values(self, value: Node, depth: int) -> Iterator[Node]:
        """The value and, where it is a local name, every value that the name is given."""
        value = unwrapped(value)
        yield value
        if depth and value.type == "identifier":
            for binding in self._scopes.visible(self._tree.text_of(value), value):
                if binding.kind in (Kind.VALUE, Kind.ASSIGNED) and binding.value is not None:
                    yield from self._values(binding.value, depth - 1)

    def _names_in(self, value: Node) -> Iterator[Node]:
        pending = [value]
        while pending:
            node = pending.pop()
            if node.type == "identifier":
                yield node
            elif node.type == "member_expression":
                pending += node.children[:1]
            elif node.type == "call_expression":
                passed = node.child_by_field_name("arguments")
                if last_name(self._tree, node) != "extract" and passed is not None:
                    pending.append(passed)
            elif node.type not in FUNCTIONS:
                pending += node.named_children

    def _gives_other(self, value: Node) -> bool:
        """Whether a value has a call in it that could give a parent when the parameter does not."""
        known = self._tables.roots.setters | _ACTIVE
        pending = [value]
        while pending:
            node = pending.pop()
            if node.type == "call_expression" and last_name(self._tree, node) not in known:
                return True
            pending += node.named_children
        return False

    def _slot(self, parameter: Node, function: Node) -> Slot | None:
        """Where calls pass the parameter, when they can leave it out: it is optional, or untyped as in JavaScript."""
        parameters = function.child_by_field_name("parameters")
        for position, each in enumerate(parameters.named_children if parameters is not None else ()):
            if each.type not in PARAMETERS or each.child_by_field_name("pattern") != parameter:
                continue
            typed, default = each.child_by_field_name("type"), each.child_by_field_name("value")
            if default is not None:
                return Slot(position) if default.type in ("undefined", "null") else None
            return Slot(position) if each.type == "optional_parameter" or typed is None else None
        return None
