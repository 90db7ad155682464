"""Comments beside a call, or on the function around it, that say that its span is meant to have no parent."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_COMMENT = "comment"
_SUPPRESSION = b"spanlint:"  # it is about a finding, and gives a reason for silence, not for the parent
_MARKS = (b"#", b"//", b"/*", b"*")
_LONG = 4_096  # bytes
_SAYS_ROOT = lazy_pattern(
    rb"\broot\s+(?:[^\s.]+\s+){0,3}spans?\b|\bas\s+(?:a|the)\s+root\b"
    rb"|\b(?:new|own|separate|independent|fresh|different)\s+(?:root|trace)\b"
    rb"|\b(?:no|without)\s+(?:a\s+|any\s+)?parent\b|\bparent-?less\b|\bdetached\b|\b(?:on\s+purpose|deliberate|intentional)",
    re.IGNORECASE,
)
_STARTS_ROOT = lazy_pattern(
    rb"\b(?:begin|creat|mak|open|start)\w*\s+"
    rb"(?:(?:[^\s.]+\s+){0,2}root\s+(?:[^\s.]+\s+){0,3}spans?|an?\s+(?:new|own|separate|fresh)\s+trace)\b",
    re.IGNORECASE,
)


def says_root(tree: SyntaxTree, start: int, end: int) -> bool:
    """Whether a comment in or beside the statement from byte `start` to `end` says that it starts a root on purpose.

    Beside it are the comments on its lines and on the lines directly above.
    """
    text = tree.text
    last = text.find(b"\n", end)
    return any(
        _SUPPRESSION not in text[node.start_byte : node.end_byte]
        for node in _found(tree, _SAYS_ROOT, _first_above(text, start), len(text) if last < 0 else last)
        if node.type == _COMMENT
    )


def describes_root(tree: SyntaxTree, function: Node) -> bool:
    """Whether what describes a function says that it starts a root span: a comment directly above, or its docstring."""
    first = _first_above(tree.text, function.start_byte)
    return any(
        node.end_byte <= function.start_byte if node.type == _COMMENT else _is_docstring(node, function)
        for node in _found(tree, _STARTS_ROOT, first, function.end_byte)
    )


def _first_above(text: bytes, start: int) -> int:
    """The byte where the first comment line directly above a byte begins, or the line of that byte."""
    first = text.rfind(b"\n", 0, start) + 1
    while first:
        above = text.rfind(b"\n", 0, first - 1) + 1
        if not text[above:first].strip().startswith(_MARKS):
            break
        first = above
    return first


def _found(tree: SyntaxTree, pattern: re.Pattern[bytes], first: int, last: int) -> Iterator[Node]:
    """Yields the nodes that contain what a pattern finds between two bytes."""
    if last - first > _LONG:
        spans = _everywhere(pattern, tree.text)
        found = spans[bisect_left(spans, (first, 0)) : bisect_left(spans, (last, 0))]
    else:
        found = tuple(match.span() for match in pattern.finditer(tree.text, first, last))
    return filter(None, (tree.root.descendant_for_byte_range(*span) for span in found))


@lru_cache(maxsize=4)
def _everywhere(pattern: re.Pattern[bytes], text: bytes) -> tuple[tuple[int, int], ...]:
    """The bytes of all that a pattern finds in a file: one long statement may start as many spans as it has lines."""
    return tuple(match.span() for match in pattern.finditer(text))


def _is_docstring(node: Node, function: Node) -> bool:
    """Whether a node within a function is in the string that is its first statement."""
    body = function.child_by_field_name("body")
    first = body.named_children[0] if body is not None and body.named_children else None
    if first is None or first.type != "expression_statement" or first.named_children[0].type != "string":
        return False
    return first.start_byte <= node.start_byte < first.end_byte
