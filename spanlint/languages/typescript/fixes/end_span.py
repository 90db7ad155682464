"""Puts what follows the start of a span into a try whose finally ends it."""

from __future__ import annotations

import re

from spanlint.apis import tables
from spanlint.languages.trees.reindent import indented, region
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.fixes.layout import open_file
from spanlint.model.findings import EndSpan
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_KEEPING = frozenset({"template_string", "string", "jsx_text"})
_HOISTED = frozenset({"function_declaration", "class_declaration", "generator_function_declaration"})
_DECLARING = frozenset({"lexical_declaration", "variable_declaration"})


def end_span(source: Source, remedy: EndSpan) -> tuple[Edit, ...] | None:
    """The edits; None where they cannot be proven right: a template that goes over several lines must not be indented,
    and what is declared in the new block must not be used outside."""
    text, tree = source.text, open_file(source).tree
    found = region(text, remedy, b"//", lambda line: _is_kept(tree, line))
    end = min(tables("typescript").shapes.span_ends)
    if found is None or _is_given(text, remedy, end) or _is_used_outside(tree, remedy):
        return None
    last = text.rfind(b"\n", 0, remedy.until) + 1
    start, level = found.newline + found.indent, found.newline + found.indent + found.unit
    edits = [Edit(ByteRange(found.opened, found.opened), f"{start}try {{".encode())]
    call = f"{remedy.name}.{end}()"
    if text[last : remedy.until].strip().rstrip(b";") != call.encode():
        ending = f"{start}}} finally {{{level}{call};{start}}}".encode()
        return (*edits, *indented(found), Edit(ByteRange(found.closed, found.closed), ending))
    before = found._replace(lines=tuple(each for each in found.lines if each < last))
    if not before.lines:
        return None
    ending = f"{found.indent}}} finally {{{found.newline}{found.unit}".encode()
    closing = Edit(ByteRange(found.closed, found.closed), f"{start}}}".encode())
    return (*edits, *indented(before), Edit(ByteRange(last, last), ending), closing)


def _is_kept(tree: SyntaxTree, line: int) -> bool:
    node: Node | None = tree.root.descendant_for_byte_range(line, line + 1)
    around = (node, *tree.ancestors(node)) if node is not None else ()
    return any(each.type in _KEEPING and each.start_byte < line for each in around)


def _is_given(text: bytes, remedy: EndSpan, end: str) -> bool:
    """Whether the name is given something else on the way, or ended in a way that the edits do not know."""
    again = rf"\b{re.escape(remedy.name)}(?:\s*=(?![=>])|[?!]\.{end}\b|\.{end}\b(?!\(\)))"
    return re.compile(again.encode()).search(text, remedy.after.end, remedy.until) is not None


def _is_used_outside(tree: SyntaxTree, remedy: EndSpan) -> bool:
    """Whether a name that is declared among the statements is used elsewhere in their block."""
    started = tree.root.descendant_for_byte_range(*remedy.after)
    block = (
        next((each for each in tree.ancestors(started) if each.type == "statement_block"), None) if started else None
    )
    if block is None:
        return True
    inside = [each for each in block.named_children if remedy.after.end <= each.start_byte < remedy.until]
    if any(each.type in _HOISTED for each in inside):
        return True
    declaring = [each for each in inside if each.type in _DECLARING]
    names = {name for each in declaring for name in _names(tree, each)}
    leaves = (leaf for name in names for leaf in tree.leaves_within(name, block))
    return any(not remedy.after.end <= leaf.start_byte < remedy.until for leaf in leaves)


def _names(tree: SyntaxTree, declaration: Node) -> list[str]:
    """The names that a declaration may bind, in a pattern or by themselves."""
    targets = [each.child_by_field_name("name") for each in declaration.named_children]
    pending = [each for each in targets if each is not None]
    found = []
    while pending:
        node = pending.pop()
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            found.append(tree.text_of(node))
        pending += node.named_children
    return found
