"""Whether a Python context that holds a span reaches code that could get the span from it."""

from __future__ import annotations

from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import is_name, last_name
from spanlint.languages.python.names.scopes import DEPTH, Scopes
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.apis import ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class HeldContexts:
    """Follows the contexts that hold a span in one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._tables = tables
        calls = tables.contexts
        self._deriving = (tables.roots.setters, calls.adding)
        self._consuming = (calls.activating, calls.injecting, calls.reading, calls.active_span, tables.creators)

    def escapes(self, context: Node, depth: int = DEPTH) -> bool:
        """Whether an expression passes its context to anything but OpenTelemetry."""
        above = self._tree.parent(context)
        if above is None or depth <= 0:
            return True
        if above.type == "expression_statement":
            return False
        if above.type == "assignment":
            return self._assigned_escapes(above, context, depth)
        call = next((ancestor for ancestor in self._tree.ancestors(context)[:3] if ancestor.type == "call"), None)
        if call is None or above.type not in ("argument_list", "keyword_argument"):
            return True
        name = last_name(self._tree, call)
        if any(name in names for names in self._deriving):
            return self.escapes(call, depth - 1)
        return not any(name in names for names in self._consuming)

    def _assigned_escapes(self, assignment: Node, context: Node, depth: int) -> bool:
        target = assignment.child_by_field_name("left")
        if target is None or target.type != "identifier" or assignment.child_by_field_name("right") != context:
            return True
        text, function = self._tree.text_of(target), self._function_of(target)
        bindings = self._scopes.visible(text, target)
        if function is None or any(binding.scope != function for binding in bindings):
            return True
        leaves = self._tree.leaves_within(text, function)
        reads = [leaf for leaf in leaves if is_name(self._tree, leaf) and not is_assigned(self._tree, leaf)]
        # A function that runs later may read the context, and code in that function may end the span.
        return any(self._function_of(read) != function or self.escapes(read, depth - 1) for read in reads)

    def _function_of(self, node: Node) -> Node | None:
        return next((ancestor for ancestor in self._tree.ancestors(node) if ancestor.type in FUNCTIONS), None)


def is_assigned(tree: SyntaxTree, mention: Node) -> bool:
    """Whether a mention is the target of an assignment."""
    above = tree.parent(mention)
    return above is not None and above.type == "assignment" and above.child_by_field_name("left") == mention
