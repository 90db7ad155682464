"""The names that a loop or an assignment gives to what it takes out of a value, in any language."""

from __future__ import annotations

from collections.abc import Sequence

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LOOPS = frozenset({"for_statement", "for_in_statement"})
_ASSIGNMENTS = {"assignment": ("left", "right"), "variable_declarator": ("name", "value")}
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "array_pattern"})
_PAIRING = {"zip": 0, "enumerate": 1}
"""Python's functions whose items have a part for each argument, and the parts before those."""
_SPREAD = frozenset({"list_splat", "dictionary_splat"})
_APART = frozenset({"keyword_argument", "comment"})  # in the place of an argument


class TakenApart(Record):
    """What takes a value apart: the targets for its items, or for the parts of each of its items, in order.

    `is_pattern` is whether there are several targets, each for the part at its place.
    """

    targets: tuple[Node, ...]
    is_pattern: bool


def taken_apart(tree: SyntaxTree, value: Node) -> TakenApart | None:
    """What takes a value apart; None if it is not iterated by a loop or assigned to several names."""
    pairing = _pairing_around(tree, value)
    whole = value if pairing is None else pairing
    holder = tree.parent(whole)
    fields = _fields(holder) if holder is not None else None
    if holder is None or fields is None or holder.child_by_field_name(fields[1]) != whole:
        return None
    target = holder.child_by_field_name(fields[0])
    if pairing is not None and target is not None:
        parts = target.named_children if holder.type in _LOOPS and target.type in _PATTERNS else []
        target = _at(parts, _paired(tree, pairing).index(value))
    if target is None or (target.type not in _PATTERNS and holder.type not in _LOOPS):
        return None
    return TakenApart(tuple(target.named_children), True) if target.type in _PATTERNS else TakenApart((target,), False)


def source_of(tree: SyntaxTree, name: Node) -> Node | None:
    """The value that a name gets an item of, or a part of an item; None if nothing takes one apart for it."""
    part, inner = name, name
    for above in tree.ancestors(name):
        fields = _fields(above)
        if fields is not None:
            is_target = above.child_by_field_name(fields[0]) == inner and (inner != name or above.type in _LOOPS)
            source = above.child_by_field_name(fields[1]) if is_target else None
            paired = _paired(tree, source) if source is not None and above.type in _LOOPS else []
            return _at(paired, inner.named_children.index(part)) if paired and inner != name else source
        if above.type not in _PATTERNS:
            return None
        part, inner = inner, above
    return None


def _pairing_around(tree: SyntaxTree, value: Node) -> Node | None:
    """The call of `zip` or `enumerate` that a value is passed to."""
    ancestors = tree.ancestors(value)[:2]
    return ancestors[1] if len(ancestors) > 1 and value in _paired(tree, ancestors[1]) else None


def _paired(tree: SyntaxTree, call: Node) -> list[Node | None]:
    """What the parts of each item of a `zip` or an `enumerate` come from, in order; none for any other expression."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    before = _PAIRING.get(tree.text_of(function)) if call.type == "call" and function is not None else None
    if before is None or arguments is None or any(argument.type in _SPREAD for argument in arguments.named_children):
        return []
    passed = (argument for argument in arguments.named_children if argument.type not in _APART)
    return [*([None] * before), *passed]


def _at(nodes: Sequence[Node | None], place: int) -> Node | None:
    return nodes[place] if place < len(nodes) else None


def _fields(holder: Node) -> tuple[str, str] | None:
    return ("left", "right") if holder.type in _LOOPS else _ASSIGNMENTS.get(holder.type)
