"""Comments that say that a promise is never rejected, where the file that makes it is not at hand."""

from __future__ import annotations

import re

from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SAYS = re.compile(r"(?:never|not|cannot|n't)\s+(?:be\s+)?(?:reject|fail|throw)", re.IGNORECASE)
_BLOCKS = frozenset({"program", "statement_block", "switch_case", "switch_default"})


def says_no_rejection(tree: SyntaxTree, promise: Node) -> bool:
    """Whether a comment right above the statement of a promise says that it cannot be rejected."""
    statement = promise
    for ancestor in tree.ancestors(promise):
        if ancestor.type in _BLOCKS:
            break
        statement = ancestor
    comment = statement.prev_named_sibling
    while comment is not None and comment.type == "comment":
        if _SAYS.search(" ".join(tree.text_of(comment).split())):
            return True
        comment = comment.prev_named_sibling
    return False
