"""The project's own helpers in a Python file: functions whose parameter reaches the parent slot of a creation call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Reach
from spanlint.languages.names.bindings import Kind
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree
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
        roots, contexts = tables.roots, tables.contexts
        # These return no other parent than the one that they are passed.
        self._pass_through = (roots.setters, roots.calls, contexts.active, contexts.active_span)

    def reach(self, value: Node) -> Reach | None:
        """Returns the parameter that the value in a parent slot comes from."""
        source = next(self._parameters(value, _DEPTH), None)
        if source is None:
            return None
        parameter, function = source
        name = function.child_by_field_name("name")
        is_only_source = not self._has_other_source(value, parameter, _DEPTH)
        slot = self._slot(parameter, function) if is_only_source else None
        return Reach(function, self._tree.text_of(name) if name is not None else "", slot)

    def _parameters(self, value: Node, depth: int) -> Iterator[tuple[Node, Node]]:
        value = unwrapped(value)
        for leaf in self._names_in(value):
            for binding in self._scopes.visible(self._tree.text_of(leaf), leaf):
                if binding.kind is Kind.PARAMETER and self._is_parent(binding.name, value, leaf):
                    yield binding.name, binding.scope
                elif depth and binding.kind is Kind.VALUE and binding.value is not None:
                    yield from self._parameters(binding.value, depth - 1)

    def _is_parent(self, parameter: Node, value: Node, leaf: Node) -> bool:
        name = self._tree.text_of(parameter)
        return name not in ("self", "cls") and (value == leaf or bool(_SAYS_PARENT.search(name)))

    def _names_in(self, value: Node) -> Iterator[Node]:
        pending = [value]
        while pending:
            node = pending.pop()
            if node.type == "identifier":
                yield node
            elif node.type in ("attribute", "subscript"):  # the key of a lookup is not a parent
                pending += node.children[:1]
            elif node.type == "keyword_argument":
                pending += node.children[-1:]
            elif node.type == "call":
                argument_list = node.child_by_field_name("arguments")
                if last_name(self._tree, node) not in self._tables.contexts.extracting and argument_list is not None:
                    pending.append(argument_list)
            elif node.type not in FUNCTIONS:
                pending += node.named_children

    def _has_other_source(self, value: Node, parameter: Node, depth: int) -> bool:
        """Whether a value may hold a parent when the parameter does not."""
        value = unwrapped(value)
        if value.type == "conditional_expression":
            parts = [value.named_children[0], value.named_children[-1]]
        elif value.type == "boolean_operator":
            parts = value.named_children
        elif value.type == "keyword_argument":
            parts = value.named_children[-1:]
        elif value.type == "call":
            name = last_name(self._tree, value)
            if not any(name in names for names in self._pass_through):
                return True
            argument_list = value.child_by_field_name("arguments")
            parts = argument_list.named_children if argument_list is not None else []
        elif value.type == "attribute":
            return self._first_name(value) != self._tree.text_of(parameter)
        else:
            return value.type == "identifier" and self._is_other_name(value, parameter, depth)
        return any(self._has_other_source(part, parameter, depth) for part in parts)

    def _is_other_name(self, name: Node, parameter: Node, depth: int) -> bool:
        other_bindings = [
            binding for binding in self._scopes.visible(self._tree.text_of(name), name) if binding.name != parameter
        ]
        if not other_bindings:
            return self._tree.text_of(name) != self._tree.text_of(parameter)
        return any(
            binding.kind is not Kind.VALUE
            or binding.value is None
            or (depth > 0 and self._has_other_source(binding.value, parameter, depth - 1))
            for binding in other_bindings
        )

    def _first_name(self, value: Node) -> str:
        while value.type == "attribute" and value.children:
            value = value.children[0]
        return self._tree.text_of(value)

    def _slot(self, parameter: Node, function: Node) -> Slot | None:
        """Returns where calls pass the parameter, if they can omit it because it is None by default."""
        parameters = function.child_by_field_name("parameters")
        if parameters is None:
            return None
        position: int | None = 0
        for declaration in parameters.named_children:
            if declaration.type in ("keyword_separator", "list_splat_pattern"):
                position = None
                continue
            name_node = declaration.child_by_field_name("name") or declaration
            if parameter in (name_node, *name_node.children[:1]):
                default = declaration.child_by_field_name("value")
                is_optional = default is not None and default.type == "none"
                return Slot(position, self._tree.text_of(parameter)) if is_optional else None
            if position is not None and self._tree.text_of(declaration) not in ("self", "cls"):
                position += 1
        return None
