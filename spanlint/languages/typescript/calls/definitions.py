"""The function of the same file that a TypeScript or JavaScript call runs."""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names.scopes import Scopes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


_MEMBERS = frozenset({"method_definition", "public_field_definition", "pair"})


def definition_of(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
    """Returns the function of this file that a name is bound to, or the method of the class around."""
    if function.type == "identifier":
        bindings = scopes.visible(tree.text_of(function), function)
        binding = bindings[0] if len(bindings) == 1 and bindings[0].kind is Kind.FUNCTION else None
        return (
            binding.value
            if binding is not None and binding.value is not None and binding.value.type in FUNCTIONS
            else None
        )
    base, name = function.child_by_field_name("object"), function.child_by_field_name("property")
    if base is None or name is None or base.type != "this":
        return None
    class_node = tree.around(function, CLASSES)
    body = class_node.child_by_field_name("body") if class_node is not None else None
    members = _members(tree, scopes, body).get(tree.text_of(name), []) if body is not None else []
    return _function_of(members[0]) if len(members) == 1 else None


def member_definition_of(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
    """Returns the function that a member of a class or of a constant object of this file is."""
    base, name = function.child_by_field_name("object"), function.child_by_field_name("property")
    bindings = scopes.visible(tree.text_of(base), base) if base is not None and base.type == "identifier" else []
    holder = bindings[0].value if len(bindings) == 1 and not bindings[0].key else None
    body = holder.child_by_field_name("body") if holder is not None and holder.type in CLASSES else holder
    if name is None or body is None or body.type not in ("class_body", "object"):
        return None
    members = _members(tree, scopes, body).get(tree.text_of(name), [])
    return _function_of(members[0]) if len(members) == 1 else None


def _members(tree: SyntaxTree, scopes: Scopes, body: Node) -> dict[str, list[Node]]:
    """Returns what the body of a class or an object defines, by name; read once."""
    known = scopes.members.get(body.id)
    if known is None:
        known = scopes.members[body.id] = {}
        for child in body.named_children if body.type in ("class_body", "object") else ():
            own_name = child.child_by_field_name("key" if child.type == "pair" else "name")
            if own_name is not None and child.type in _MEMBERS:
                known.setdefault(tree.text_of(own_name), []).append(child)
    return known


def _function_of(member: Node) -> Node | None:
    """Returns a method, or the function that a field holds."""
    value = member.child_by_field_name("value")
    function = value if member.type != "method_definition" else member
    return function if function is not None and function.type in FUNCTIONS else None
