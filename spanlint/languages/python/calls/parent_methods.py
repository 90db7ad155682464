"""Whether a method of a project's own class may take a parent, as a tracer's does, in Python."""

from __future__ import annotations

from spanlint.languages.calls.evidence.passed_on import may_pass_on
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def takes_parent(tree: SyntaxTree, method: Node | None) -> bool:
    """Whether a method passes on a parameter `context`, or has a splat parameter.

    Also true for None, a method that was not found, and for one without a real body.
    """
    parameters = method.child_by_field_name("parameters") if method is not None else None
    if parameters is None:
        return True
    names = (
        parameter.child_by_field_name("name") or next(iter(parameter.named_children), parameter)
        for parameter in parameters.named_children
    )
    has_splat = any(parameter.type.endswith("splat_pattern") for parameter in parameters.named_children)
    if has_splat or method is None:
        return True
    has_context = any(tree.text_of(name) == "context" for name in names)
    return has_context and may_pass_on(tree, method.child_by_field_name("body"), "context")
