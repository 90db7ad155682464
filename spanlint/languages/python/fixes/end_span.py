"""Puts what follows the start of a span into a try whose finally ends it."""

from __future__ import annotations

import re

from spanlint.apis import tables
from spanlint.languages.python.file import tree_of
from spanlint.languages.trees.reindent import indented, region
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.findings import EndSpan
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LONE_CR = re.compile(rb"\r(?!\n)")


def end_span(source: Source, remedy: EndSpan) -> tuple[Edit, ...] | None:
    """The edits; None where they cannot be proven right: a string that goes over several lines must not be indented."""
    text, tree = source.text, tree_of(source)
    found = region(text, remedy, b"#", lambda line: _in_string(tree, line))
    end = min(tables("python").shapes.span_ends)
    if found is None or _LONE_CR.search(text) or _is_given(text, remedy, end):
        return None
    last = text.rfind(b"\n", 0, remedy.until) + 1
    start, level = found.newline + found.indent, found.newline + found.indent + found.unit
    edits = [Edit(ByteRange(found.opened, found.opened), f"{start}try:".encode())]
    call = f"{remedy.name}.{end}()"
    if text[last : remedy.until].strip() != call.encode():
        ending = f"{start}finally:{level}{call}".encode()
        return (*edits, *indented(found), Edit(ByteRange(found.closed, found.closed), ending))
    before = found._replace(lines=tuple(each for each in found.lines if each < last))
    if not any(_holds_code(text, each) for each in before.lines):
        return None
    ending = f"{found.indent}finally:{found.newline}{found.unit}".encode()
    return (*edits, *indented(before), Edit(ByteRange(last, last), ending))


def _in_string(tree: SyntaxTree, line: int) -> bool:
    node: Node | None = tree.root.descendant_for_byte_range(line, line + 1)
    around = (node, *tree.ancestors(node)) if node is not None else ()
    return any(each.type == "string" and each.start_byte < line for each in around)


def _is_given(text: bytes, remedy: EndSpan, end: str) -> bool:
    """Whether the name is given something else on the way, or ended in a way that the edits do not know."""
    again = rf"\b{re.escape(remedy.name)}(?:\s*(?::[^=\n]*)?=(?!=)|\.{end}\b(?!\(\)))"
    return re.compile(again.encode()).search(text, remedy.after.end, remedy.until) is not None


def _holds_code(text: bytes, line: int) -> bool:
    return not text[line:].lstrip().startswith(b"#")
