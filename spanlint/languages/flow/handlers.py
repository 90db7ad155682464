"""Which handlers of a function an exception can reach."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.flow import Handler

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_CATCH_ALL = frozenset({"Exception", "BaseException"})


def reachable_handlers(handlers: tuple[tuple[Handler, int], ...]) -> tuple[tuple[Handler, int], ...]:
    """The handlers that an exception can reach: behind one that catches all, those alone that catch what it does not.

    They are few, so that a `finally` is not built for each `try` around it.
    """
    reachable: list[tuple[Handler, int]] = []
    is_thrown = is_cancelled = is_closed = True
    for handler, to in handlers:
        may_catch = (is_cancelled and handler.may_catch_cancel) or (is_closed and handler.may_catch_close)
        if is_thrown or may_catch:
            reachable.append((handler, to))
        is_thrown = is_thrown and not catches_all(handler)
        is_cancelled, is_closed = (
            is_cancelled and not handler.may_catch_cancel,
            is_closed and not handler.may_catch_close,
        )
    return tuple(reachable)


def catches_all(handler: Handler) -> bool:
    """Whether a handler certainly catches every exception but those that end a program, a task or a generator."""
    return not handler.catches or not handler.catches.isdisjoint(_CATCH_ALL)


def is_tried(tree: SyntaxTree, node: Node) -> bool:
    """Whether a `try` stands around a node, so that what it throws may be handled."""
    return any(above.type == "try_statement" for above in tree.ancestors(node))
