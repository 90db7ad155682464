"""The function of the same file that a Python call runs."""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_BINDING = frozenset({"@staticmethod", "@classmethod"})  # they change what a call binds, not what it runs


def definition_of(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
    """Returns the function of this file that a name refers to, or a method of the class around."""
    if function.type == "identifier":
        visible = scopes.visible(tree.text_of(function), function)
        binding = visible[0] if len(visible) == 1 and visible[0].kind is Kind.FUNCTION else None
        return binding.value if binding is not None and is_as_defined(tree, binding.value) else None
    base, name = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    if base is None or name is None or tree.text_of(base) not in ("self", "cls"):
        return None
    owner = next((ancestor for ancestor in tree.ancestors(function) if ancestor.type == "class_definition"), None)
    body = owner.child_by_field_name("body") if owner is not None else None
    methods = _members(tree, scopes, body).get(tree.text_of(name), []) if body is not None else []
    method = methods[0] if len(methods) == 1 else None
    is_instance = tree.text_of(base) == "self"
    return method if method is None or is_instance or needs_no_instance(tree, method) else None


def needs_no_instance(tree: SyntaxTree, method: Node) -> bool:
    """Whether a method is a static or a class method, which a call of the class passes no instance."""
    above = tree.parent(method)
    return above is not None and above.type == "decorated_definition" and is_as_defined(tree, method)


def _members(tree: SyntaxTree, scopes: Scopes, body: Node) -> dict[str, list[Node]]:
    """Returns the functions that the body of a class defines and that nothing replaces, by name; read once."""
    known = scopes.members.get(body.id)
    if known is None:
        known = scopes.members[body.id] = {}
        for child in body.named_children:
            function = child.child_by_field_name("definition") if child.type == "decorated_definition" else child
            own_name = function.child_by_field_name("name") if function is not None else None
            if function is None or own_name is None or function.type != "function_definition":
                continue
            if is_as_defined(tree, function):
                known.setdefault(tree.text_of(own_name), []).append(function)
    return known


def is_as_defined(tree: SyntaxTree, definition: Node | None) -> bool:
    """Whether nothing replaces a function where it is defined."""
    above = tree.parent(definition) if definition is not None else None
    if above is None or above.type != "decorated_definition":
        return above is not None
    return all(tree.text_of(child) in _BINDING for child in above.named_children if child.type == "decorator")
