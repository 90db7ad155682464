"""The project's own helpers in a file: functions whose parameter reaches the parent slot of a creation call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Reach
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import FUNCTIONS, PARAMETERS, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.apis import ApiTables, Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 4
_SAYS_PARENT = re.compile(r"parent|ctx|context|span", re.IGNORECASE)


class Wrappers:
    """Finds the helpers of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._tables = tables
        self._active = tables.contexts.active | tables.contexts.active_span

    def reach(self, value: Node) -> Reach | None:
        """The parameter that the value in a parent slot comes from."""
        found = next(self._parameters(value, _DEPTH), None)
        if found is None:
            return None
        parameter, function, key = found
        alone = not self._gives_other(value)
        return Reach(function, self._name_of(function), self._slot(parameter, function, key) if alone else None)

    def _name_of(self, function: Node) -> str:
        holder = self._tree.parent(function)
        name = function.child_by_field_name("name")
        if holder is not None and holder.type in ("variable_declarator", "public_field_definition"):
            name = holder.child_by_field_name("name")
        elif holder is not None and holder.type == "pair":
            name = holder.child_by_field_name("key")
        return self._tree.text_of(name) if name is not None else ""

    def _parameters(self, value: Node, depth: int) -> Iterator[tuple[Node, Node, str]]:
        """The parameters in a value, with their function and the key of theirs that is read."""
        for each in self._values(value, depth):
            for leaf, key in self._names_in(each):
                for binding in self._scopes.visible(self._tree.text_of(leaf), leaf):
                    if binding.kind is Kind.PARAMETER and (
                        each == leaf or _SAYS_PARENT.search(self._tree.text_of(binding.name) + key + binding.key)
                    ):
                        yield binding.name, binding.scope, key or binding.key

    def _values(self, value: Node, depth: int) -> Iterator[Node]:
        """The value and, where it is a local name, every value that the name is given."""
        value = unwrapped(value)
        yield value
        if depth and value.type == "identifier":
            for binding in self._scopes.visible(self._tree.text_of(value), value):
                if binding.kind in (Kind.VALUE, Kind.ASSIGNED) and binding.value is not None:
                    yield from self._values(binding.value, depth - 1)

    def _names_in(self, value: Node) -> Iterator[tuple[Node, str]]:
        """The names that a value is made of, each with the key that is read from it."""
        pending = [value]
        while pending:
            node = pending.pop()
            if node.type == "identifier":
                yield node, ""
            elif node.type == "member_expression":
                base, name = unwrapped(node.children[0]), node.child_by_field_name("property")
                if base.type == "identifier" and name is not None:
                    yield base, self._tree.text_of(name)
                else:
                    pending.append(base)
            elif node.type == "call_expression":
                passed = node.child_by_field_name("arguments")
                if last_name(self._tree, node) in self._tables.roots.setters and passed is not None:
                    pending.append(passed)
            elif node.type not in FUNCTIONS:
                pending += node.named_children

    def _gives_other(self, value: Node, depth: int = _DEPTH) -> bool:
        """Whether something else in a value could give a parent when the parameter does not."""
        value = unwrapped(value)
        if value.type in ("undefined", "null") or not depth:
            return False
        if value.type in ("ternary_expression", "binary_expression"):
            fields = ("left", "right", "consequence", "alternative")
            parts = [part for field in fields if (part := value.child_by_field_name(field)) is not None]
            return any(self._gives_other(part, depth) for part in parts)
        if value.type == "call_expression":
            name, passed = last_name(self._tree, value), value.child_by_field_name("arguments")
            if name in self._tables.roots.setters and passed is not None and passed.named_children:
                return self._gives_other(passed.named_children[-1], depth)
            return name not in self._active
        if value.type == "member_expression":
            value = unwrapped(value.children[0])
        found = self._scopes.visible(self._tree.text_of(value), value) if value.type == "identifier" else []
        given = [each for each in found if each.kind is not Kind.PARAMETER]
        return not found or any(
            each.kind not in (Kind.VALUE, Kind.ASSIGNED)
            or (each.value is not None and self._gives_other(each.value, depth - 1))
            for each in given
        )

    def _slot(self, parameter: Node, function: Node, key: str) -> Slot | None:
        """Where calls pass the parameter, when they can leave it out: it is optional, or untyped as in JavaScript."""
        parameters = function.child_by_field_name("parameters")
        declared = [each for each in parameters.named_children if each.type in PARAMETERS] if parameters else []
        patterns = [(each, each.child_by_field_name("pattern")) for each in declared]
        passed = [(each, pattern) for each, pattern in patterns if pattern is not None and pattern.type != "this"]
        for position, (each, pattern) in enumerate(passed):
            if not pattern.start_byte <= parameter.start_byte < pattern.end_byte:
                continue
            if key == "?" or (pattern != parameter and not key):
                return None
            return Slot(position, key=key or None) if self._may_be_left_out(each, key) else None
        return None

    def _may_be_left_out(self, parameter: Node, key: str) -> bool:
        typed, default = parameter.child_by_field_name("type"), parameter.child_by_field_name("value")
        if default is not None:
            return default.type in ("undefined", "null") or (bool(key) and default.type == "object")
        if parameter.type == "optional_parameter" or typed is None:
            return True
        return bool(key) and any(self._has_optional(each, key) for each in typed.named_children)

    def _has_optional(self, written: Node, key: str) -> bool:
        """Whether a type, written in place or declared in the file, has a property of this name that may be absent."""
        declared = [each.value for each in self._scopes.bindings(self._tree.text_of(written)) if each.kind is Kind.TYPE]
        for leaf in self._tree.leaves(key):
            above = self._tree.ancestors(leaf)
            if above[0].type == "property_signature" and any(each in above for each in (written, *declared)):
                return any(each.type == "?" for each in above[0].children)
        return False
