"""The node types of TypeScript's conditionals."""

from __future__ import annotations

from spanlint.languages.calls.branches import BranchTypes
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


TYPES = BranchTypes(
    functions=FUNCTIONS,
    conditionals=frozenset(_DECIDING),
    decision=_decision,
    cases=frozenset({"switch_statement"}),
    nested=frozenset({"statement_block", "switch_case", "switch_default", "else_clause"}),
    exits=frozenset({"return_statement", "throw_statement", "continue_statement"}),
)
