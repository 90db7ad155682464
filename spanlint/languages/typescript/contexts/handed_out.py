"""Whether a TypeScript or JavaScript function returns a value, and does nothing else with it."""

from __future__ import annotations

from spanlint.languages.names.roles import Alone, Assigned, Awaited, Returned, Tested
from spanlint.languages.names.values import Name, role_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile


def is_only_returned(file: TypeScriptFile, value: Node, function: Node) -> bool:
    """Whether a function returns a value, itself, when it is awaited or by way of a local, and does nothing else with
    it."""
    role = role_of_value(file.grammar, value)
    while isinstance(role, Awaited):
        role = role_of_value(file.grammar, role.outer)
    if isinstance(role, Returned):
        return True
    target = file.grammar.value(role.target) if isinstance(role, Assigned) and role.target is not None else None
    if not isinstance(target, Name):
        return False
    uses = [leaf for leaf in file.grammar.mentions(target.text, function) if leaf != target.node]
    return bool(uses) and all(isinstance(role_of_value(file.grammar, use), Returned | Tested | Alone) for use in uses)
