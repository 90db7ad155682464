"""The branches that lead to a place in a TypeScript or JavaScript function."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.function_text import names_in
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.model.facts import BranchArm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DECISION_FIELDS = {"if_statement": "condition", "ternary_expression": "condition", "switch_statement": "value"}
_BRANCHING = frozenset({*_DECISION_FIELDS, "try_statement"})
_EXITS = frozenset({"return_statement", "throw_statement", "continue_statement"})


def branches(tree: SyntaxTree, place: Node) -> Iterator[BranchArm]:
    """Yields the branch arms that a place is in, from the innermost one up to the function around it."""
    path = (place, *tree.ancestors(place))
    for index, ancestor in enumerate(path):
        if ancestor.type in FUNCTIONS:
            return
        if index and ancestor.type in _BRANCHING:
            inner = path[index - 1]
            arm = path[index - 2] if inner.type == "switch_body" else inner
            decision = ancestor.child_by_field_name(_DECISION_FIELDS.get(ancestor.type, "body"))
            text = tree.text[decision.start_byte : decision.end_byte] if decision is not None else b""
            yield BranchArm(range_of(ancestor), range_of(arm), _ends_early(arm), names_in(text))


def _ends_early(arm: Node) -> bool:
    """Whether an arm ends with a statement that skips the code after the branch."""
    last = arm
    while last.type in ("statement_block", "switch_case", "switch_default", "else_clause"):
        statements = [child for child in last.named_children if child.type != "comment"]
        if not statements:
            return False
        last = statements[-1]
    return last.type in _EXITS
