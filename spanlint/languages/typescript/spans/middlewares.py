"""The `next()` of a middleware that reports the failure of what it runs in its result, and is never rejected.

tRPC: https://trpc.io/docs/server/middlewares, and `callRecursive` in @trpc/server 10 and 11, which catches what the
next resolver throws and returns `{ ok: false, error }`.
"""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name
from spanlint.languages.typescript.names.scopes import Scopes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SCOPE, _PACKAGE = "trpc", b"@trpc/server"
_NEXT = "next"
_TAKERS = frozenset({"middleware", "use"})


def waits_for_middleware(tree: SyntaxTree, scopes: Scopes, wait: Node) -> bool:
    """Whether an `await` waits for the `next()` that a middleware of tRPC takes out of its only parameter."""
    call = wait.named_children[0] if wait.named_children else None
    function = call.child_by_field_name("function") if call is not None and call.type == "call_expression" else None
    if function is None or tree.text_of(function) != _NEXT or not _is_mentioned(tree):
        return False
    bindings = scopes.visible(_NEXT, function)
    return len(bindings) == 1 and bindings[0].kind is Kind.PARAMETER and _is_middleware(tree, bindings[0].name)


def _is_mentioned(tree: SyntaxTree) -> bool:
    """Whether a file mentions the package; the places of its scope are kept, so that the file is searched once."""
    return any(tree.text.startswith(_PACKAGE, start - 1) for start in tree.offsets(_SCOPE))


def _is_middleware(tree: SyntaxTree, parameter: Node) -> bool:
    ancestors = tree.ancestors(parameter)
    at = next((number for number, above in enumerate(ancestors) if above.type in FUNCTIONS), len(ancestors))
    is_taken_out = any(above.type == "object_pattern" for above in ancestors[:at])
    holder, call = ancestors[at + 1 : at + 3] if len(ancestors) > at + 2 else (None, None)
    is_argument = holder is not None and holder.type == "arguments"
    return is_taken_out and is_argument and call is not None and last_name(tree, call) in _TAKERS
