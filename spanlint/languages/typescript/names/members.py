"""The declarations of a member of a class, interface or object literal, found from the occurrences of its name."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, PARAMETERS
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

OBJECT_TYPES = frozenset({"interface_declaration", "type_alias_declaration"})
_FIELDS = frozenset({"public_field_definition", "property_signature"})
_METHODS = frozenset({"method_definition", "method_signature", "abstract_method_signature"})
_ASSIGNMENTS = frozenset({"assignment_expression", "augmented_assignment_expression"})


class MemberDeclaration(Record):
    """One declaration of a member: its type and value, or its method. A getter (`is_getter`) runs when it is read."""

    annotation: Node | None = None
    value: Node | None = None
    method: Node | None = None
    is_getter: bool = False


def members(tree: SyntaxTree, owner: Node, name: str) -> Iterator[MemberDeclaration]:
    """Yields the declarations of a member: fields, parameter properties of constructors, methods, keys, `this.x =`."""
    for leaf in tree.leaves(name):
        ancestors = tree.ancestors(leaf)
        if owner not in ancestors:
            continue
        if owner.type == "object":
            declaration = _object_member(owner, leaf, ancestors)
        elif owner.type in CLASSES and next(ancestor for ancestor in ancestors if ancestor.type in CLASSES) != owner:
            declaration = None
        else:
            declaration = _class_member(leaf, ancestors)
        if declaration is not None:
            yield declaration


def _object_member(owner: Node, leaf: Node, ancestors: tuple[Node, ...]) -> MemberDeclaration | None:
    if leaf.type == "shorthand_property_identifier":
        return MemberDeclaration(value=leaf) if ancestors[0] == owner else None
    if len(ancestors) < 2 or ancestors[1] != owner:
        return None
    if ancestors[0].type == "pair" and ancestors[0].child_by_field_name("key") == leaf:
        return _member_of_value(None, ancestors[0].child_by_field_name("value"))
    return _class_member(leaf, ancestors)


def _class_member(leaf: Node, ancestors: tuple[Node, ...]) -> MemberDeclaration | None:
    holder = ancestors[0]
    if holder.type in PARAMETERS:
        is_property = any(
            child.type in ("accessibility_modifier", "readonly", "override_modifier") for child in holder.children
        )
        return _member_of_value(holder.child_by_field_name("type"), None) if is_property else None
    if holder.type in _FIELDS and holder.child_by_field_name("name") == leaf:
        return _member_of_value(holder.child_by_field_name("type"), holder.child_by_field_name("value"))
    if holder.type in _METHODS and holder.child_by_field_name("name") == leaf:
        return MemberDeclaration(method=holder, is_getter=any(child.type == "get" for child in holder.children))
    if holder.type != "member_expression" or ancestors[1].type not in _ASSIGNMENTS:
        return None
    base = holder.child_by_field_name("object")
    is_assigned = ancestors[1].child_by_field_name("left") == holder and base is not None and base.type == "this"
    return _member_of_value(None, ancestors[1].child_by_field_name("right")) if is_assigned else None


def _member_of_value(annotation: Node | None, value: Node | None) -> MemberDeclaration:
    if value is not None and value.type in FUNCTIONS:
        return MemberDeclaration(method=value)
    return MemberDeclaration(annotation=annotation, value=value)
