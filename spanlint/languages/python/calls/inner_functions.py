"""Whether a Python function that is written inside another runs where it is written, in the context of there."""

from __future__ import annotations

from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

# They run what they are given later and elsewhere, without the context of here (API reference, section 7.2).
_ELSEWHERE = frozenset(
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
    """Whether a `def` is only called, or handed to what calls it, in the block that defines it."""
    name = function.child_by_field_name("name")
    block = next((each for each in tree.ancestors(function) if each.type in ("block", "module")), None)
    if name is None or block is None or block.type == "module" or scope_of(tree, function).type == "class_definition":
        return False
    text = tree.text_of(name)
    uses = [
        leaf
        for leaf in tree.leaves(text)
        if leaf != name and any(each.name == name for each in scopes.visible(text, leaf))
    ]
    return bool(uses) and all(block in tree.ancestors(leaf) and runs_here(tree, leaf) for leaf in uses)


def runs_here(tree: SyntaxTree, function: Node) -> bool:
    """Whether a function is called, or is an argument of a call that does not put it off."""
    above = tree.parent(function)
    if above is not None and above.type == "call":
        return True
    taker = taker_of(tree, function)
    if taker is None:
        return False
    called, name = taker.child_by_field_name("function"), last_name(tree, taker)
    if name == "map":  # an executor's puts it off; the built-in one is drawn from here
        return called is not None and called.type == "identifier"
    return name not in _ELSEWHERE


def taker_of(tree: SyntaxTree, function: Node) -> Node | None:
    """The call that is given a function as an argument."""
    above = tree.ancestors(function)
    position = 1 if above[0].type == "keyword_argument" else 0
    if above[position].type != "argument_list" or above[position + 1].type != "call":
        return None
    return above[position + 1]
