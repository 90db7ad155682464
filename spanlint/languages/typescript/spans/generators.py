"""The generators of JavaScript whose caller may stop iterating."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.lean.lazy import lazy
from spanlint.lean.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

# These run a generator as if each yield were an await: redux-saga, co, MobX, Effect, effection, ember-concurrency and
# the orchestrations of Azure.
_RUNNERS = lazy_pattern(
    rb"""(?:from|require\(|import)\s*["'](?:(?:[\w@-]+/)?[\w-]*redux-saga|co|mobx|effect|@effect/[\w-]+|effection"""
    rb"""|ember-concurrency|durable-functions)["'/]"""
)


class Generators:
    """The generators of one file."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._has_runner = lazy(lambda: _RUNNERS.search(tree.text) is not None)

    def may_be_stopped(self, function: Node) -> bool:
        """Whether a function yields, and its caller may close it there, as a `break` out of a loop over it does.

        A generator that is passed to a call as it is, or that gets values for its yields, has a runner, which resumes
        it.
        """
        yields = self._own_yields(function)
        if not yields or self._has_runner() or self._is_passed(function):
            return False
        return not any(map(self._is_answered, yields))

    def _own_yields(self, function: Node) -> list[Node]:
        leaves = (leaf for leaf in self._tree.leaves_within("yield", function) if leaf.type == "yield")
        yields = (self._tree.ancestors(leaf)[0] for leaf in leaves)
        return [node for node in yields if self._function_of(node) == function]

    def _function_of(self, node: Node) -> Node | None:
        return self._tree.around(node, FUNCTIONS)

    def _is_passed(self, function: Node) -> bool:
        holder = self._tree.parent(function)
        name = function.child_by_field_name("name")
        if holder is not None and holder.type == "variable_declarator":
            name = holder.child_by_field_name("name")
        uses = (function,) if name is None else (function, *self._tree.leaves(self._tree.text_of(name)))
        holders = (self._tree.parent(use) for use in uses)
        return any(holder is not None and holder.type == "arguments" for holder in holders)

    def _is_answered(self, node: Node) -> bool:
        """Whether the value of a yield is used; that of a `yield*` is what the other generator returns."""
        above = next(above for above in self._tree.ancestors(node) if above.type != "parenthesized_expression")
        is_delegating = any(child.type == "*" for child in node.children)
        return above.type not in ("expression_statement", "return_statement") and not is_delegating
