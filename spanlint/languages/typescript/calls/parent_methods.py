"""Whether a method of a project's own class may take a parent, as a tracer's does, in TypeScript."""

from __future__ import annotations

import re

from spanlint.languages.calls.evidence.passed_on import may_pass_on
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SAYS_PARENT = re.compile(r"ctx|context|parent", re.IGNORECASE)


def takes_parent(tree: SyntaxTree, method: Node | None) -> bool:
    """Whether a method passes on a third parameter whose name or type suggests a context, or has a rest parameter.

    Also true if the method, or a body of it, is not found.
    """
    parameters = method.child_by_field_name("parameters") if method is not None else None
    if parameters is None:
        return True
    declared_parameters = [parameter for parameter in parameters.named_children if parameter.type != "comment"]
    if any("rest_pattern" in (child.type for child in parameter.children) for parameter in declared_parameters):
        return True
    if len(declared_parameters) < 3 or _SAYS_PARENT.search(tree.text_of(declared_parameters[2])) is None:
        return False
    pattern = declared_parameters[2].child_by_field_name("pattern") or declared_parameters[2]
    body = method.child_by_field_name("body") if method is not None else None
    if pattern.type != "identifier" or (body is not None and tree.leaves_within("arguments", body)):
        return True
    return may_pass_on(tree, body, tree.text_of(pattern))
