"""The Python statements that never run, because they need a value of the type `Never`."""

from __future__ import annotations

import re

from spanlint.languages.python.calls.definitions import definition_of
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_STATEMENTS = frozenset({"return_statement", "raise_statement", "expression_statement"})
_NEVER = re.compile(r"(?:\w+\.)*(?:Never|NoReturn)")
# What such functions are called where another file defines them, as typing does.
_NAMED_NEVER = re.compile(r"_?assert_(?:never|unreachable|exhaustive)")


def is_unreachable(tree: SyntaxTree, scopes: Scopes, statement: Node) -> bool:
    """Whether a statement passes a value as a `Never`: its types say that it does not run."""
    if statement.type not in _STATEMENTS or not statement.named_children:
        return False
    call = unwrapped(statement.named_children[0])
    function = call.child_by_field_name("function") if call.type == "call" else None
    arguments = call.child_by_field_name("arguments") if function is not None else None
    if function is None or arguments is None or not arguments.named_children:
        return False
    definition = definition_of(tree, scopes, function)
    if definition is None:
        return _NAMED_NEVER.fullmatch(last_name(tree, call)) is not None
    parameters = definition.child_by_field_name("parameters")
    declared = parameters.named_children if parameters is not None else ()
    annotations = (parameter.child_by_field_name("type") for parameter in declared)
    return any(_NEVER.fullmatch(tree.text_of(annotation)) for annotation in annotations if annotation is not None)
