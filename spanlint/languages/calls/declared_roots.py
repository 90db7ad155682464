"""The parent of a call that can also declare a root, in any language."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.facts import Parent, ParentState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def with_declaration(tree: SyntaxTree, declared: Node | None, passed: Callable[[], Parent]) -> Parent:
    """Returns the parent of a call, by the value that declares a root or not, and by the parent that it passes.

    If that value is computed, a context that is passed still counts as passed.
    """
    if declared is not None and declared.type == "true":
        return Parent(ParentState.ROOT)
    parent = passed()
    if declared is None or declared.type == "false" or parent.state in (ParentState.PASSED, ParentState.ROOT):
        return parent
    return Parent(ParentState.UNKNOWN, text=tree.text_of(declared))
