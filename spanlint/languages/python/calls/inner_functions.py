"""Where a Python function that only this file uses runs: an inner function, or a private one."""

from __future__ import annotations

from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

# These run their argument later and elsewhere, without the context of the call (API reference, section 7.2).
_DEFERRING = frozenset(
    {
        "Thread",
        "Timer",
        "Process",
        "start_new_thread",
        "submit",
        "run_in_executor",
        "apply_async",
        "register",
        "partial",
    }
)


def is_used_here(tree: SyntaxTree, scopes: Scopes, function: Node) -> bool:
    """Whether a `def` is only called, or passed to a call that runs it, in the block that defines it."""
    name = function.child_by_field_name("name")
    block = next((ancestor for ancestor in tree.ancestors(function) if ancestor.type in ("block", "module")), None)
    if name is None or block is None or block.type == "module" or scope_of(tree, function).type == "class_definition":
        return False
    text = tree.text_of(name)
    uses = [
        leaf
        for leaf in tree.leaves(text)
        if leaf != name and any(binding.name == name for binding in scopes.visible(text, leaf))
    ]
    return bool(uses) and all(block in tree.ancestors(leaf) and runs_here(tree, leaf) for leaf in uses)


def private_uses(tree: SyntaxTree, scopes: Scopes, function: Node) -> list[Node]:
    """Returns where a function or method whose name begins with one `_` is called, or passed to a call that runs it.

    Returns none if there is any other use, after which the function may run anywhere. Uses in itself do not count.
    """
    name = function.child_by_field_name("name")
    text = tree.text_of(name) if name is not None else ""
    is_method = scope_of(tree, function).type == "class_definition"
    if name is None or not text.startswith("_") or text.startswith("__"):
        return []
    uses: list[Node] = []
    for leaf in tree.leaves(text):
        if leaf == name or leaf.type != "identifier" or function in tree.ancestors(leaf):
            continue
        above = tree.parent(leaf)
        is_member = above is not None and above.type == "attribute" and above.child_by_field_name("attribute") == leaf
        if is_method != is_member:
            return []
        if not is_method and all(binding.name != name for binding in scopes.visible(text, leaf)):
            continue
        use = above if is_member and above is not None else leaf
        if not runs_here(tree, use):
            return []
        uses.append(use)
    return uses


def runs_here(tree: SyntaxTree, function: Node) -> bool:
    """Whether a function is called, or is an argument of a call that does not defer it."""
    above = tree.parent(function)
    if above is not None and above.type == "call":
        return True
    call = receiving_call(tree, function)
    if call is None:
        return False
    callee, name = call.child_by_field_name("function"), last_name(tree, call)
    if name == "map":  # an executor's `map` defers it; the built-in one is consumed here
        return callee is not None and callee.type == "identifier"
    return name not in _DEFERRING


def receiving_call(tree: SyntaxTree, function: Node) -> Node | None:
    """Returns the call that receives a function as an argument."""
    ancestors = tree.ancestors(function)
    index = 1 if ancestors[0].type == "keyword_argument" else 0
    if ancestors[index].type != "argument_list" or ancestors[index + 1].type != "call":
        return None
    return ancestors[index + 1]
