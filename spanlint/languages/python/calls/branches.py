"""The branches that lead to a place in a Python function."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.function_text import names_in
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.facts import BranchArm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_BRANCHING = frozenset({"if_statement", "conditional_expression", "match_statement", "try_statement"})
_LEAVING = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})


def branches(tree: SyntaxTree, place: Node) -> Iterator[BranchArm]:
    """Yields the branch arms that contain a place, the innermost first, up to the function around it."""
    path = (place, *tree.ancestors(place))
    for index, ancestor in enumerate(path):
        if ancestor.type in FUNCTIONS:
            return
        if index and ancestor.type in _BRANCHING:
            inner = path[index - 1]
            arm = path[index - 2] if ancestor.type == "match_statement" and inner.type == "block" else inner
            yield BranchArm(range_of(ancestor), range_of(arm), _ends_early(arm), names_in(_decision(tree, ancestor)))


def _decision(tree: SyntaxTree, conditional: Node) -> bytes:
    """Returns the source text that decides: the conditions, the subject, or the block of a `try`."""
    if conditional.type == "conditional_expression":
        parts = conditional.named_children[1:2]
    elif conditional.type == "if_statement":
        clauses = (conditional, *(child for child in conditional.children if child.type == "elif_clause"))
        parts = [condition for clause in clauses if (condition := clause.child_by_field_name("condition")) is not None]
    else:
        parts = conditional.named_children[:1]
    return b"\n".join(tree.text[part.start_byte : part.end_byte] for part in parts)


def _ends_early(arm: Node) -> bool:
    """Whether an arm ends with a statement that skips the code after the branches."""
    block = arm if arm.type == "block" else next((child for child in arm.children if child.type == "block"), None)
    statements = (
        [statement for statement in block.named_children if statement.type != "comment"] if block is not None else []
    )
    return bool(statements) and statements[-1].type in _LEAVING
