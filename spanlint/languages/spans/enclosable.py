"""The simplest shape of a span's life: started by one statement of a block, and ended by a later one or not at all."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.lifetimes import Enclosable
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_GIVING = frozenset({"assignment", "variable_declarator", "assignment_expression"})

_OF_A_STATEMENT = 2
"""How far above the call the block is. Farther, and a `case` or a loop's head stands between, where names may end."""


def enclosable(tree: SyntaxTree, call: Node, ends: tuple[ByteRange, ...], block: str) -> Enclosable | None:
    """What has to go into a `try`; None where there is anything but the simplest shape."""
    around = tree.ancestors(call)
    depth = next((number for number, each in enumerate(around) if each.type == block), None)
    if depth != _OF_A_STATEMENT or len(ends) > 1 or around[0].type not in _GIVING:
        return None
    started, statements = around[depth - 1], [each for each in around[depth].named_children if each.type != "comment"]
    following = [each for each in statements if each.start_byte >= started.end_byte]
    if not following:
        return None
    if not ends:
        return Enclosable(range_of(started), following[-1].end_byte)
    ending = next((each for each in following if each.start_byte == ends[0].start), None)
    return Enclosable(range_of(started), ending.end_byte) if ending is not None else None
