"""Finds whether a context that holds a span reaches code that could take the span out of it."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name
from spanlint.languages.typescript.names.scopes import DEPTH, Scopes
from spanlint.model.apis import ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_NAME_FIELDS = {"variable_declarator": "name", "assignment_expression": "left"}


class HeldContexts:
    """Follows the contexts of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        calls = tables.contexts
        self._methods = tables.pure.methods
        self._deriving = (tables.pure.methods, calls.adding, tables.roots.setters)
        self._consuming = (calls.activating, calls.injecting, calls.reading, calls.active_span, tables.creators)

    def escapes(self, context: Node, depth: int = DEPTH) -> bool:
        """Whether an expression passes its context to anything but OpenTelemetry."""
        holder = self._tree.parent(context)
        if holder is None or depth <= 0:
            return True
        if holder.type == "expression_statement":
            return False
        if holder.type in ("parenthesized_expression", "ternary_expression"):
            return self.escapes(holder, depth - 1)
        if holder.type == "member_expression":
            call = self._tree.parent(holder)
            is_new_context = call is not None and last_name(self._tree, holder) in self._methods
            return is_new_context and call is not None and self.escapes(call, depth - 1)
        if holder.type in _NAME_FIELDS:
            return self._escapes_by_name(holder, context, depth)
        call = self._tree.parent(holder)
        if holder.type != "arguments" or call is None:
            return True
        name = last_name(self._tree, call)
        if any(name in names for names in self._deriving):
            return self.escapes(call, depth - 1)
        return not any(name in names for names in self._consuming)

    def _escapes_by_name(self, holder: Node, context: Node, depth: int) -> bool:
        target = holder.child_by_field_name(_NAME_FIELDS[holder.type])
        if target == context:
            return False
        function = next((ancestor for ancestor in self._tree.ancestors(holder) if ancestor.type in FUNCTIONS), None)
        if target is None or target.type != "identifier" or function is None:
            return True
        text = self._tree.text_of(target)
        bindings = self._scopes.visible(text, target)
        if not bindings or any(function not in self._tree.ancestors(binding.name) for binding in bindings):
            return True
        leaves = [leaf for leaf in self._tree.leaves_within(text, function) if leaf.type in _NAMES]
        return any(self._is_captured(leaf, function) or self.escapes(leaf, depth - 1) for leaf in leaves)

    def _is_captured(self, name: Node, function: Node) -> bool:
        """Whether a function that is returned or stored captures a name. Code in that function may end the span."""
        ancestors = self._tree.ancestors(name)
        inner_ancestors = ancestors[: ancestors.index(function)]
        return any(
            ancestor.type in FUNCTIONS and parent.type != "arguments"
            for ancestor, parent in zip(inner_ancestors, ancestors[1:], strict=False)
        )
