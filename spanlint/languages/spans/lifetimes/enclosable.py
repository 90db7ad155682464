"""Spans of the simplest shape: one statement of a block starts the span, a later one or none ends it."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.lifetimes import Enclosable
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ASSIGNMENTS = frozenset({"assignment", "variable_declarator", "assignment_expression"})

_BLOCKS = frozenset({"block", "statement_block"})

_STATEMENT_DEPTH = 2
"""Levels from the call up to its block. With more, a `case` or a loop's head lies between and may scope names."""


def enclosable(tree: SyntaxTree, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
    """The statements to put into a `try`, or None if the span does not have the simplest shape."""
    around = tree.ancestors(call)
    depth = next((number for number, ancestor in enumerate(around) if ancestor.type in _BLOCKS), None)
    if depth != _STATEMENT_DEPTH or len(ends) > 1 or around[0].type not in _ASSIGNMENTS:
        return None
    start, block = around[depth - 1], around[depth]
    if ends:
        after = tree.children_between(block, max(start.end_byte, ends[0].start), ends[0].end)
        last = next((statement for statement in after if statement.start_byte == ends[0].start), None)
    else:
        after = tree.children_between(block, start.end_byte, block.end_byte)
        last = next((statement for statement in reversed(after) if statement.type != "comment"), None)
    return Enclosable(range_of(start), last.end_byte) if last is not None else None
