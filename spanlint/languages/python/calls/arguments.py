"""The arguments of a Python call, and what stands in its parent slot."""

from __future__ import annotations

import re
from collections.abc import Callable

from spanlint.languages.python.names.expressions import TRIVIA, last_name, unwrapped
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.lean.records import Record
from spanlint.model.apis import Creator, Roots, Slot
from spanlint.model.facts import Parent, ParentState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_MAPPINGS = frozenset({"dictionary", "dictionary_comprehension"})
_IS_TRACER = re.compile(rb"tracer$", re.IGNORECASE)


class Arguments(Record):
    """A call's arguments. `positional` ends at the first `*args` (`splat`); `open` says that there is a `**kwargs`."""

    positional: tuple[Node, ...]
    keywords: dict[str, Node]
    splat: bool
    open: bool

    def at(self, slot: Slot) -> Node | None:
        """The value in a slot, by keyword or by position."""
        if slot.keyword in self.keywords:
            return self.keywords[slot.keyword]
        if slot.position is not None and slot.position < len(self.positional):
            return self.positional[slot.position]
        return None


def read_arguments(tree: SyntaxTree, argument_list: Node) -> Arguments:
    """Sort the arguments of an `argument_list` node."""
    positional: list[Node] = []
    keywords: dict[str, Node] = {}
    splat = unpacked = False
    for node in argument_list.named_children:
        if node.type == "keyword_argument":
            name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if name is not None and value is not None:
                keywords[tree.text_of(name)] = value
        elif node.type == "list_splat":
            splat = True
        elif node.type == "dictionary_splat":
            unpacked = True
        elif node.type not in TRIVIA and not splat:
            positional.append(node)
    return Arguments(tuple(positional), keywords, splat, unpacked)


def shape(arguments: Arguments, creator: Creator) -> bool | None:
    """Whether the arguments fit a creation call, the first one a name: None where they do not say."""
    name = arguments.at(creator.name)
    if name is None:
        return None if arguments.splat or arguments.open else False
    name = unwrapped(name)
    if name.type in ("identifier", "attribute") and _IS_TRACER.search(name.text or b""):
        return False  # a function that is given the tracer
    return name.type not in _MAPPINGS | {"none", "lambda", "list", "integer"}


def parent_of(
    tree: SyntaxTree, arguments: Arguments, creator: Creator, roots: Roots, sole_value: Callable[[Node], Node]
) -> Parent:
    """The parent slot of a call of `creator`; `sole_value` follows a name to the only value it is given."""
    if creator.root is not None:
        declared = arguments.at(creator.root)
        if declared is not None and declared.type != "false":
            return Parent(ParentState.ROOT if declared.type == "true" else ParentState.UNKNOWN)
    for slot in creator.parents:
        value = arguments.at(slot)
        if value is not None:
            return Parent(_state(tree, sole_value(value), roots), range_of(value), tree.text_of(value))
    return Parent(ParentState.UNKNOWN if arguments.splat or arguments.open else ParentState.ABSENT)


def _state(tree: SyntaxTree, value: Node, roots: Roots) -> ParentState:
    value = unwrapped(value)
    if _is_none(value):
        return ParentState.EMPTY
    return ParentState.ROOT if is_root(tree, value, roots) else ParentState.PASSED


def _is_none(value: Node) -> bool:
    value = unwrapped(value)
    if value.type == "conditional_expression":
        return _is_none(value.named_children[0]) and _is_none(value.named_children[-1])
    return value.type == "none"


def is_root(tree: SyntaxTree, value: Node, roots: Roots) -> bool:
    """Whether a value asks for a new trace, or does so where its left side gives nothing."""
    value = unwrapped(value)
    if value.type == "boolean_operator":
        right = value.child_by_field_name("right")
        return right is not None and is_root(tree, right, roots)
    if value.type != "call":
        return False
    function, passed = value.child_by_field_name("function"), value.child_by_field_name("arguments")
    if function is None or passed is None:
        return False
    name, values = last_name(tree, function), [node for node in passed.named_children if node.type not in TRIVIA]
    if name in roots.setters and values:
        return last_name(tree, values[0]) in roots.invalid_spans
    return name in roots.calls and not values
