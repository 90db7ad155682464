"""The node types of TypeScript's conditionals, and the branches that lead to a place in a function."""

from __future__ import annotations

from functools import partial

from spanlint.languages.calls.branches import BranchTypes, branch_arms
from spanlint.languages.typescript.names.bindings import FUNCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DECIDING = {
    "if_statement": "condition",
    "ternary_expression": "condition",
    "switch_statement": "value",
    "try_statement": "body",
}


def _decision(conditional: Node) -> list[Node]:
    return conditional.children_by_field_name(_DECIDING[conditional.type])


_TYPES = BranchTypes(
    functions=FUNCTIONS,
    conditionals=frozenset(_DECIDING),
    decision=_decision,
    cases=frozenset({"switch_statement"}),
    nested=frozenset({"statement_block", "switch_case", "switch_default", "else_clause"}),
    exits=frozenset({"return_statement", "throw_statement", "continue_statement"}),
)
branches = partial(branch_arms, _TYPES)
