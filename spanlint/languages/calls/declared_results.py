"""What a function of TypeScript declares to return."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NOTHING = frozenset({"undefined", "null"})
_PARTS = frozenset({"type_annotation", "union_type", "parenthesized_type", "literal_type"})


def may_return_nothing(function: Node) -> bool:
    """Whether a function declares that it may return `undefined` or `null`: `(): Context | undefined`.

    False for one that declares nothing, and in Python, where an absent context means the active one.
    """
    pending = [function.child_by_field_name("return_type")]
    while pending:
        node = pending.pop()
        if node is not None and node.type in _NOTHING:
            return True
        pending += node.children if node is not None and node.type in _PARTS else ()
    return False
