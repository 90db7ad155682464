"""The TypeScript and JavaScript calls that cannot throw."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.expressions import last_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_QUIET_BASES = frozenset({"console", "logger", "log", "diag", "Date", "Math", "performance", "Object", "Array"})
_QUIET = frozenset({"String", "Number", "Boolean", "isArray", "push", "toString", "includes", "trim", "now", "hrtime"})


def is_quiet(tree: SyntaxTree, quiet: frozenset[str], call: Node) -> bool:
    """Whether a call does not throw. `quiet` holds the names of a library's functions that do not throw."""
    if call.type == "new_expression":
        return True
    function = call.child_by_field_name("function")
    base = function.child_by_field_name("object") if function is not None else None
    if base is not None and last_name(tree, base) in _QUIET_BASES:
        return True
    name = last_name(tree, call)
    return name in _QUIET or name in quiet
