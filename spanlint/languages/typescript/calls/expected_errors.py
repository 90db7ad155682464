"""TypeScript and JavaScript code that is meant to throw."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ERROR_ASSERTIONS = frozenset({"throws", "doesNotThrow", "throwsException", "expect", "rejects", "doesNotReject"})


def expects_error(tree: SyntaxTree, node: Node) -> bool:
    """Whether a node is in the callback of an assertion about a thrown error."""
    ancestors = tree.ancestors(node)
    callback_indexes = (index for index, ancestor in enumerate(ancestors) if ancestor.type in FUNCTIONS)
    calls = (
        ancestors[index + 2]
        for index in callback_indexes
        if len(ancestors) > index + 2 and ancestors[index + 1].type == "arguments"
    )
    return any(last_name(tree, call) in _ERROR_ASSERTIONS for call in calls)
