"""What the attributes that hold a Python context manager are used for, in the function that gives it to them."""

from __future__ import annotations

from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.python.spans.managers import TESTS, is_examined, is_manager, use_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.languages.python.spans.managers import Shown

_GIVING = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "as_pattern_target", "augmented_assignment"})


def kept_misuse(file: PythonFile, target: Node, sure: bool) -> Shown | None:
    """How the attribute that a context manager is assigned to is misused, where that shows first after it.

    It is told of only where the function gives the attribute nothing else; where something else is done with it as
    well, only if the manager is `sure` to be one.
    """
    places = _places(file, target)
    holders = [file.tree.parent(each) for each in places]
    given = [each for each in holders if each is not None and each.type == "assignment"]
    if any(each is None or each.type in _GIVING for each in holders) or not all(
        _is_given(file, each) for each in given
    ):
        return None
    read = [
        place
        for place, holder in zip(places, holders, strict=True)
        if holder not in given
        and holder is not None
        and holder.type not in TESTS
        and place.start_byte > target.end_byte
    ]
    uses = [use_of(file, each) for each in read]
    told = [use for use in uses if use is not None]
    if not told or any(is_examined(file, each) for each in read):
        return None
    return told[0] if sure or len(told) == len(uses) else None


def _places(file: PythonFile, target: Node) -> list[Node]:
    """Where the function around names the same attribute, if its object is always the same one."""
    member, first = target.child_by_field_name("attribute"), target
    while first.type == "attribute" and first.children:
        first = first.children[0]
    if member is None or first.type != "identifier" or len(file.scopes.visible(file.tree.text_of(first), first)) > 1:
        return []
    text, scope = file.tree.text_of(target), scope_of(file.tree, target)
    above = (file.tree.parent(leaf) for leaf in file.tree.leaves_within(file.tree.text_of(member), scope))
    return [each for each in above if each is not None and file.tree.text_of(each) == text]


def _is_given(file: PythonFile, assignment: Node) -> bool:
    """Whether what an attribute is given is such a manager, or nothing."""
    value = assignment.child_by_field_name("right")
    return value is not None and is_manager(file, value)
