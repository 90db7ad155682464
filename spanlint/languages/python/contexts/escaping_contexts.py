"""Whether a Python context that holds a span gets to code that could take the span out of it again."""

from __future__ import annotations

from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.names.scopes import DEPTH, Scopes
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.apis import ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class HeldContexts:
    """The contexts of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._tables = tables
        calls = tables.contexts
        self._making = tables.roots.setters.union(calls.adding)
        self._taking = calls.activating.union(calls.injecting, calls.reading, calls.active_span, tables.creators)

    def escapes(self, context: Node, depth: int = DEPTH) -> bool:
        """Whether an expression hands its context to anything but OpenTelemetry."""
        above = self._tree.parent(context)
        if above is None or depth <= 0:
            return True
        if above.type == "expression_statement":
            return False
        if above.type == "assignment":
            return self._named_escapes(above, context, depth)
        call = next((each for each in self._tree.ancestors(context)[:3] if each.type == "call"), None)
        if call is None or above.type not in ("argument_list", "keyword_argument"):
            return True
        name = last_name(self._tree, call)
        return self.escapes(call, depth - 1) if name in self._making else name not in self._taking

    def _named_escapes(self, assignment: Node, context: Node, depth: int) -> bool:
        target = assignment.child_by_field_name("left")
        if target is None or target.type != "identifier" or assignment.child_by_field_name("right") != context:
            return True
        text, function = self._tree.text_of(target), self._function_of(target)
        bound = self._scopes.visible(text, target)
        if function is None or any(each.scope != function for each in bound):
            return True
        leaves = self._tree.leaves_within(text, function)
        reads = [each for each in leaves if is_name(self._tree, each) and not is_assigned(self._tree, each)]
        # A function that runs later may have it, and what runs in that may end the span.
        return any(self._function_of(each) != function or self.escapes(each, depth - 1) for each in reads)

    def _function_of(self, node: Node) -> Node | None:
        return next((each for each in self._tree.ancestors(node) if each.type in FUNCTIONS), None)


def is_name(tree: SyntaxTree, leaf: Node) -> bool:
    """Whether a leaf names a variable, and is no attribute or keyword."""
    above = tree.parent(leaf)
    if leaf.type != "identifier" or above is None:
        return False
    if above.type == "attribute":
        return above.child_by_field_name("object") == leaf
    return above.type != "keyword_argument" or above.child_by_field_name("value") == leaf


def is_assigned(tree: SyntaxTree, mention: Node) -> bool:
    """Whether a mention gives a variable another value."""
    above = tree.parent(mention)
    return above is not None and above.type == "assignment" and above.child_by_field_name("left") == mention
