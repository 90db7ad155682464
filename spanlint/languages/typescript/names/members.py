"""What declares a member of a class, an interface or an object literal, found from the places where its name stands."""

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


class Member(Record):
    """One declaration of a member: its type, its value, or the method it is; `getter` runs when it is read."""

    annotation: Node | None = None
    value: Node | None = None
    method: Node | None = None
    getter: bool = False


def members(tree: SyntaxTree, owner: Node, name: str) -> Iterator[Member]:
    """Each declaration of a member: a field, a constructor's parameter property, a method, a key, `this.x =`."""
    for leaf in tree.leaves(name):
        above = tree.ancestors(leaf)
        if owner not in above:
            continue
        if owner.type == "object":
            found = _of_object(owner, leaf, above)
        elif owner.type in CLASSES and next(each for each in above if each.type in CLASSES) != owner:
            found = None
        else:
            found = _of_class(leaf, above)
        if found is not None:
            yield found


def _of_object(owner: Node, leaf: Node, above: tuple[Node, ...]) -> Member | None:
    if leaf.type == "shorthand_property_identifier":
        return Member(value=leaf) if above[0] == owner else None
    if len(above) < 2 or above[1] != owner:
        return None
    if above[0].type == "pair" and above[0].child_by_field_name("key") == leaf:
        return _valued(None, above[0].child_by_field_name("value"))
    return _of_class(leaf, above)


def _of_class(leaf: Node, above: tuple[Node, ...]) -> Member | None:
    holder = above[0]
    if holder.type in PARAMETERS:
        kept = any(each.type in ("accessibility_modifier", "readonly", "override_modifier") for each in holder.children)
        return _valued(holder.child_by_field_name("type"), None) if kept else None
    if holder.type in _FIELDS and holder.child_by_field_name("name") == leaf:
        return _valued(holder.child_by_field_name("type"), holder.child_by_field_name("value"))
    if holder.type in _METHODS and holder.child_by_field_name("name") == leaf:
        return Member(method=holder, getter=any(each.type == "get" for each in holder.children))
    if holder.type != "member_expression" or above[1].type not in _ASSIGNMENTS:
        return None
    base = holder.child_by_field_name("object")
    assigned = above[1].child_by_field_name("left") == holder and base is not None and base.type == "this"
    return _valued(None, above[1].child_by_field_name("right")) if assigned else None


def _valued(annotation: Node | None, value: Node | None) -> Member:
    if value is not None and value.type in FUNCTIONS:
        return Member(method=value)
    return Member(annotation=annotation, value=value)
