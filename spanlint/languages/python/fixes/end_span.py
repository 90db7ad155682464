"""Puts the statements after the start of a span into a `try` whose `finally` ends the span."""

from __future__ import annotations

import re

from spanlint.languages.python.fixes.opened_file import opened
from spanlint.languages.trees.reindent import blank_lines_above, indented, region
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.findings import EndSpan
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def end_span(source: Source, remedy: EndSpan) -> tuple[Edit, ...] | None:
    """The edits; None if they are not provably correct, such as those that indent a line of a multi-line string."""
    file = opened(source)
    text, tree = source.text, file.tree
    lines_after = region(text, remedy, b"#", lambda line: _in_string(tree, line))
    if lines_after is None or file.has_lone_cr() or _is_reassigned(text, remedy):
        return None
    last = text.rfind(b"\n", 0, remedy.until) + 1
    start, level = lines_after.newline + lines_after.indent, lines_after.newline + lines_after.indent + lines_after.unit
    edits = [Edit(ByteRange(lines_after.start, lines_after.start), f"{start}try:".encode())]
    call = f"{remedy.name}.{remedy.end}()"
    if text[last : remedy.until].strip() != call.encode():
        if call.encode() in text[remedy.after.end : remedy.until]:
            return None  # it would be ended twice
        ending = f"{start}finally:{level}{call}".encode()
        return (*edits, *indented(lines_after), Edit(ByteRange(lines_after.end, lines_after.end), ending))
    lines_before_end = lines_after._replace(lines=tuple(line for line in lines_after.lines if line < last))
    if not any(_holds_code(text, line) for line in lines_before_end.lines):
        return None
    ending = f"{lines_after.indent}finally:{lines_after.newline}{lines_after.unit}".encode()
    return (*edits, *indented(lines_before_end), Edit(ByteRange(blank_lines_above(text, last), last), ending))


def _in_string(tree: SyntaxTree, line: int) -> bool:
    node: Node | None = tree.root.descendant_for_byte_range(line, line + 1)
    around = (node, *tree.ancestors(node)) if node is not None else ()
    return any(ancestor.type == "string" and ancestor.start_byte < line for ancestor in around)


def _is_reassigned(text: bytes, remedy: EndSpan) -> bool:
    """Whether the name gets another value in between, or none, or is ended in a form that the edits do not handle."""
    name = re.escape(remedy.name)
    assignment = rf"\b{name}(?:\s*(?::[^=\n]*)?=(?!=)|\.{remedy.end}\b(?!\(\)))|\bdel\b[^\n]*\b{name}\b(?!\.)"
    return re.compile(assignment.encode()).search(text, remedy.after.end, remedy.until) is not None


def _holds_code(text: bytes, line: int) -> bool:
    return not text[line:].lstrip().startswith(b"#")
