"""The node types of Python's conditionals."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.evidence.branches import BranchTypes
from spanlint.languages.python.names.bindings import FUNCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def _decision(conditional: Node) -> Iterator[Node]:
    if conditional.type == "conditional_expression":
        yield from conditional.named_children[1:2]
    elif conditional.type == "if_statement":
        for clause in (conditional, *(child for child in conditional.children if child.type == "elif_clause")):
            yield from clause.children_by_field_name("condition")
    else:
        yield from conditional.named_children[:1]


TYPES = BranchTypes(
    functions=FUNCTIONS,
    conditionals=frozenset({"if_statement", "conditional_expression", "match_statement", "try_statement"}),
    decision=_decision,
    cases=frozenset({"match_statement"}),
    nested=frozenset(
        {"block", "elif_clause", "else_clause", "except_clause", "finally_clause", "case_clause", "with_statement"}
    ),
    exits=frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"}),
)
