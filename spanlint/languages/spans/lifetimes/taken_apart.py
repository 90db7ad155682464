"""The names that a loop or an assignment gives to what it takes out of a value, in any language."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LOOPS = frozenset({"for_statement", "for_in_statement"})
_ASSIGNMENTS = {"assignment": ("left", "right"), "variable_declarator": ("name", "value")}
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "array_pattern"})
_NAME = "identifier"


class TakenApart(Record):
    """What takes a value apart: the targets for its items, or for the parts of each of its items, in order.

    `is_pattern` is whether there are several targets, each for the part at its place.
    """

    targets: tuple[Node, ...]
    is_pattern: bool


def taken_apart(tree: SyntaxTree, value: Node) -> TakenApart | None:
    """What takes a value apart; None if it is not iterated by a loop or assigned to several names."""
    holder = tree.parent(value)
    fields = _fields(holder) if holder is not None else None
    if holder is None or fields is None or holder.child_by_field_name(fields[1]) != value:
        return None
    target = holder.child_by_field_name(fields[0])
    if target is None or (target.type not in _PATTERNS and holder.type not in _LOOPS):
        return None
    return TakenApart(tuple(target.named_children), True) if target.type in _PATTERNS else TakenApart((target,), False)


def source_of(tree: SyntaxTree, name: Node) -> Node | None:
    """The value that a name gets an item of, or a part of an item; None if nothing takes one apart for it."""
    inner = name
    for above in tree.ancestors(name):
        fields = _fields(above)
        if fields is not None:
            is_target = above.child_by_field_name(fields[0]) == inner and (inner != name or above.type in _LOOPS)
            return above.child_by_field_name(fields[1]) if is_target else None
        if above.type not in _PATTERNS:
            return None
        inner = above
    return None


def _fields(holder: Node) -> tuple[str, str] | None:
    return ("left", "right") if holder.type in _LOOPS else _ASSIGNMENTS.get(holder.type)
