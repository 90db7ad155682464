"""The node types of TypeScript's conditionals."""

from __future__ import annotations

from spanlint.languages.calls.evidence.branches import BranchTypes
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


_GIVEN = frozenset({"identifier", "member_expression", "string", "template_string", "object", "this"})
"""What is there before a call, or holds nothing that could be its parent."""


def _decision(conditional: Node) -> list[Node]:
    parts = conditional.children_by_field_name(_DECIDING[conditional.type])
    return parts if conditional.type != "try_statement" else [part for body in parts for part in _may_fail(body)]


def _may_fail(body: Node) -> list[Node]:
    """Returns what the handler of a `try` may be about: its body.

    Of a body that only returns what a call of a method returns, it is what the arguments call: the others are there
    before, and the handler has them as well.
    """
    statements = [statement for statement in body.named_children if statement.type != "comment"]
    returned = statements[0].named_children if len(statements) == 1 and statements[0].type == "return_statement" else []
    call = returned[0] if returned and returned[0].type == "call_expression" else None
    arguments = call.child_by_field_name("arguments") if call is not None else None
    if arguments is None or any(value.type in FUNCTIONS for value in arguments.named_children):
        return [body]
    return [value for value in arguments.named_children if value.type not in _GIVEN]


TYPES = BranchTypes(
    functions=FUNCTIONS,
    conditionals=frozenset(_DECIDING),
    decision=_decision,
    cases=frozenset({"switch_statement"}),
    nested=frozenset({"statement_block", "switch_case", "switch_default", "else_clause"}),
    exits=frozenset({"return_statement", "throw_statement", "continue_statement"}),
)
