"""The decisions that lead to a place in a Python function."""

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
    """The alternatives a place is in, innermost first, up to the function around it."""
    path = (place, *tree.ancestors(place))
    for number, above in enumerate(path):
        if above.type in FUNCTIONS:
            return
        if number and above.type in _BRANCHING:
            inner = path[number - 1]
            arm = path[number - 2] if above.type == "match_statement" and inner.type == "block" else inner
            yield BranchArm(range_of(above), range_of(arm), _leaves(arm), names_in(_decision(tree, above)))


def _decision(tree: SyntaxTree, conditional: Node) -> bytes:
    """What is asked: the conditions, the subject, or what is tried."""
    if conditional.type == "conditional_expression":
        asked = conditional.named_children[1:2]
    elif conditional.type == "if_statement":
        clauses = (conditional, *(each for each in conditional.children if each.type == "elif_clause"))
        asked = [each for clause in clauses if (each := clause.child_by_field_name("condition")) is not None]
    else:
        asked = conditional.named_children[:1]
    return b"\n".join(tree.text[each.start_byte : each.end_byte] for each in asked)


def _leaves(arm: Node) -> bool:
    """Whether an arm ends with a statement that leaves what follows the decision aside."""
    block = arm if arm.type == "block" else next((each for each in arm.children if each.type == "block"), None)
    statements = [each for each in block.named_children if each.type != "comment"] if block is not None else []
    return bool(statements) and statements[-1].type in _LEAVING
