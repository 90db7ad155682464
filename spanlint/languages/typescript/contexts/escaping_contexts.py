"""Whether a context that holds a span gets to code that could take the span out of it again."""

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
_BINDS = {"variable_declarator": "name", "assignment_expression": "left"}


class HeldContexts:
    """The contexts of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        calls = tables.contexts
        self._making = tables.pure.methods.union(calls.adding, tables.roots.setters)
        self._taking = calls.activating.union(calls.injecting, calls.reading, calls.active_span, tables.creators)

    def escapes(self, context: Node, depth: int = DEPTH) -> bool:
        """Whether an expression hands its context to anything but OpenTelemetry."""
        above = self._tree.parent(context)
        if above is None or depth <= 0:
            return True
        if above.type == "expression_statement":
            return False
        if above.type in ("parenthesized_expression", "ternary_expression"):
            return self.escapes(above, depth - 1)
        if above.type == "member_expression":
            call = self._tree.parent(above)
            made = call is not None and last_name(self._tree, above) in self._making
            return made and call is not None and self.escapes(call, depth - 1)
        if above.type in _BINDS:
            return self._named_escapes(above, context, depth)
        call = self._tree.parent(above)
        if above.type != "arguments" or call is None:
            return True
        name = last_name(self._tree, call)
        return self.escapes(call, depth - 1) if name in self._making else name not in self._taking

    def _named_escapes(self, holder: Node, context: Node, depth: int) -> bool:
        target = holder.child_by_field_name(_BINDS[holder.type])
        if target == context:
            return False
        function = next((each for each in self._tree.ancestors(holder) if each.type in FUNCTIONS), None)
        if target is None or target.type != "identifier" or function is None:
            return True
        text = self._tree.text_of(target)
        bound = self._scopes.visible(text, target)
        if not bound or any(function not in self._tree.ancestors(each.name) for each in bound):
            return True
        leaves = [each for each in self._tree.leaves_within(text, function) if each.type in _NAMES]
        return any(self._is_kept(each, function) or self.escapes(each, depth - 1) for each in leaves)

    def _is_kept(self, name: Node, function: Node) -> bool:
        """Whether a name is caught by a function that is returned or stored: what runs in it may end the span."""
        around = self._tree.ancestors(name)
        inside = around[: around.index(function)]
        return any(
            each.type in FUNCTIONS and above.type != "arguments"
            for each, above in zip(inside, around[1:], strict=False)
        )
