"""The project helpers in a file: functions whose parameter reaches the parent slot of a creation call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Reach
from spanlint.languages.names.bindings import Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import FUNCTIONS, PARAMETERS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.apis import ApiTables, Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH = 4
_PARENT_NAME = re.compile(r"parent|ctx|context|span", re.IGNORECASE)


class Wrappers:
    """Finds the helpers of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._tables = tables

    def reach(self, value: Node) -> Reach | None:
        """Returns the parameter that the value in a parent slot comes from."""
        source = next(self._parameters(value, _DEPTH), None)
        if source is None:
            return None
        parameter, function, key = source
        is_only_source = not self._may_have_other_source(value)
        return Reach(
            function, self._name_of(function), self._slot(parameter, function, key) if is_only_source else None
        )

    def _name_of(self, function: Node) -> str:
        holder = self._tree.parent(function)
        name = function.child_by_field_name("name")
        if holder is not None and holder.type in ("variable_declarator", "public_field_definition"):
            name = holder.child_by_field_name("name")
        elif holder is not None and holder.type == "pair":
            name = holder.child_by_field_name("key")
        return self._tree.text_of(name) if name is not None else ""

    def _parameters(self, value: Node, depth: int) -> Iterator[tuple[Node, Node, str]]:
        """Yields the parameters in a value, each with its function and the key that is read from it."""
        for candidate in self._values(value, depth):
            for leaf, key in self._names_in(candidate):
                for binding in self._scopes.visible(self._tree.text_of(leaf), leaf):
                    if binding.kind is Kind.PARAMETER and (
                        candidate == leaf or _PARENT_NAME.search(self._tree.text_of(binding.name) + key + binding.key)
                    ):
                        yield binding.name, binding.scope, key or binding.key

    def _values(self, value: Node, depth: int) -> Iterator[Node]:
        """Yields the value and, if it is a local name, every value that the name is assigned."""
        value = unwrapped(value)
        yield value
        if depth and value.type == "identifier":
            for binding in self._scopes.visible(self._tree.text_of(value), value):
                if binding.kind in (Kind.VALUE, Kind.ASSIGNED) and binding.value is not None:
                    yield from self._values(binding.value, depth - 1)

    def _names_in(self, value: Node) -> Iterator[tuple[Node, str]]:
        """Yields the names in a value, each with the key that is read from it."""
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
                arguments = node.child_by_field_name("arguments")
                if last_name(self._tree, node) in self._tables.roots.setters and arguments is not None:
                    pending.append(arguments)
            elif node.type not in FUNCTIONS:
                pending += node.named_children

    def _may_have_other_source(self, value: Node, depth: int = _DEPTH) -> bool:
        """Whether something else in a value could supply a parent if the parameter does not."""
        value = unwrapped(value)
        if value.type in ("undefined", "null") or not depth:
            return False
        if value.type in ("ternary_expression", "binary_expression"):
            fields = ("left", "right", "consequence", "alternative")
            parts = [part for field in fields if (part := value.child_by_field_name(field)) is not None]
            return any(self._may_have_other_source(part, depth) for part in parts)
        if value.type == "call_expression":
            name, arguments = last_name(self._tree, value), value.child_by_field_name("arguments")
            if name in self._tables.roots.setters and arguments is not None and arguments.named_children:
                return self._may_have_other_source(arguments.named_children[-1], depth)
            return name not in self._tables.contexts.active and name not in self._tables.contexts.active_span
        if value.type == "member_expression":
            value = unwrapped(value.children[0])
        bindings = self._scopes.visible(self._tree.text_of(value), value) if value.type == "identifier" else []
        others = [binding for binding in bindings if binding.kind is not Kind.PARAMETER]
        return not bindings or any(
            binding.kind not in (Kind.VALUE, Kind.ASSIGNED)
            or (binding.value is not None and self._may_have_other_source(binding.value, depth - 1))
            for binding in others
        )

    def _slot(self, parameter: Node, function: Node, key: str) -> Slot | None:
        """Returns the slot of the parameter if calls may omit it: it is optional, or untyped as in JavaScript."""
        parameters = function.child_by_field_name("parameters")
        declarations = [child for child in parameters.named_children if child.type in PARAMETERS] if parameters else []
        patterns = [(declaration, declaration.child_by_field_name("pattern")) for declaration in declarations]
        positional = [
            (declaration, pattern)
            for declaration, pattern in patterns
            if pattern is not None and pattern.type != "this"
        ]
        for position, (declaration, pattern) in enumerate(positional):
            if not pattern.start_byte <= parameter.start_byte < pattern.end_byte:
                continue
            if key == "?" or (pattern != parameter and not key):
                return None
            return Slot(position, key=key or None) if self._may_be_omitted(declaration, key) else None
        return None

    def _may_be_omitted(self, parameter: Node, key: str) -> bool:
        annotation, default = parameter.child_by_field_name("type"), parameter.child_by_field_name("value")
        if default is not None:
            return default.type in ("undefined", "null") or (bool(key) and default.type == "object")
        if parameter.type == "optional_parameter" or annotation is None:
            return True
        return bool(key) and any(self._has_optional_property(child, key) for child in annotation.named_children)

    def _has_optional_property(self, type_node: Node, key: str) -> bool:
        """Whether a type, written inline or declared in the file, has an optional property of this name."""
        declarations = [
            binding.value
            for binding in self._scopes.bindings(self._tree.text_of(type_node))
            if binding.kind is Kind.TYPE
        ]
        for leaf in self._tree.leaves(key):
            ancestors = self._tree.ancestors(leaf)
            if ancestors[0].type == "property_signature" and any(
                declaration in ancestors for declaration in (type_node, *declarations)
            ):
                return any(child.type == "?" for child in ancestors[0].children)
        return False
