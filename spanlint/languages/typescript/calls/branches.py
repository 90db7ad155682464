"""The decisions that lead to a place in a TypeScript or JavaScript function."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.function_text import names_in
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.model.facts import BranchArm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DECIDED = {"if_statement": "condition", "ternary_expression": "condition", "switch_statement": "value"}
_BRANCHING = frozenset({*_DECIDED, "try_statement"})
_LEAVING = frozenset({"return_statement", "throw_statement", "continue_statement"})


def branches(tree: SyntaxTree, place: Node) -> Iterator[BranchArm]:
    """The alternatives a place is in, innermost first, up to the function around it."""
    path = (place, *tree.ancestors(place))
    for number, above in enumerate(path):
        if above.type in FUNCTIONS:
            return
        if number and above.type in _BRANCHING:
            inner = path[number - 1]
            arm = path[number - 2] if inner.type == "switch_body" else inner
            asked = above.child_by_field_name(_DECIDED.get(above.type, "body"))
            text = tree.text[asked.start_byte : asked.end_byte] if asked is not None else b""
            yield BranchArm(range_of(above), range_of(arm), _leaves(arm), names_in(text))


def _leaves(arm: Node) -> bool:
    """Whether an arm ends with a statement that leaves what follows the decision aside."""
    last = arm
    while last.type in ("statement_block", "switch_case", "switch_default", "else_clause"):
        inner = [each for each in last.named_children if each.type != "comment"]
        if not inner:
            return False
        last = inner[-1]
    return last.type in _LEAVING
