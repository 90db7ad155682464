"""What to delete with a statement of an `except` clause, so that nothing is left that only the statement needed."""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.places import PlaceGrammar, mentions
from spanlint.languages.names.values import Call, Name
from spanlint.languages.spans.statuses.removed_statements import Removal
from spanlint.languages.trees.reindent import blank_lines_above
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_BLANK = b" \t"


def removed_from_handler(tree: SyntaxTree, call: Node, clause: Node | None, removal: Removal) -> tuple[ByteRange, ...]:
    """The bytes to delete so that the statement of a call is gone from a clause: with the `as` whose name nothing else
    uses, or with the whole `try` if its only clause would do nothing but raise the exception again."""
    if clause is None:
        return (removal.at,)
    return _whole_try(tree, call, clause, removal) or (*_unused_name(tree, call, clause), removal.at)


def unused_target(grammar: PlaceGrammar, call: Node) -> tuple[ByteRange, ...]:
    """The `as` of the `with` that enters the span of a call, if nothing else uses its name."""
    value = grammar.value(call)
    span = grammar.value(value.receiver) if isinstance(value, Call) and value.receiver is not None else None
    bindings = grammar.visible(span.node) if isinstance(span, Name) else []
    if len(bindings) != 1 or bindings[0].kind is not Kind.WITH or bindings[0].value is None:
        return ()
    if any(not _is_in(mention, call) for mention in mentions(grammar, bindings[0].name)):
        return ()
    return (ByteRange(bindings[0].value.end_byte, bindings[0].name.end_byte),)


def _unused_name(tree: SyntaxTree, call: Node, clause: Node) -> tuple[ByteRange, ...]:
    named = next((child for child in clause.named_children if child.type == "as_pattern"), None)
    alias = named.child_by_field_name("alias") if named is not None else None
    if named is None or alias is None:
        return ()
    mentions = tree.leaves_within(tree.text_of(alias), clause)
    others = [leaf for leaf in mentions if leaf.start_byte > alias.end_byte and not _is_in(leaf, call)]
    return () if others else (ByteRange(named.named_children[0].end_byte, named.end_byte),)


def _is_in(inner: Node, outer: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def _is_removed(node: Node, at: ByteRange) -> bool:
    return at.start <= node.start_byte and node.end_byte <= at.end


def _whole_try(tree: SyntaxTree, call: Node, clause: Node, removal: Removal) -> tuple[ByteRange, ...]:
    """What to delete so that only the tried statements are left, indented as the `try` was; nothing if more than what
    is removed and a bare `raise` is in the way."""
    block, trying = clause.named_children[-1], tree.parent(clause)
    body = trying.child_by_field_name("body") if trying is not None else None
    if trying is None or body is None:
        return ()
    if [child for child in trying.named_children if child.end_byte > body.start_byte] != [body, clause]:
        return ()
    comments = (child for child in clause.named_children if child.type == "comment")  # in front of the first statement
    above = [comment for comment in comments if _whole_lines(tree.text, comment.start_byte, comment.end_byte)]
    parts = (*above, *block.named_children)
    statements = [part for part in parts if _is_in(call, part) or not _is_removed(part, removal.at)]
    is_bare = len(statements) == 2 and _is_in(call, statements[0]) and not statements[1].named_children
    if not is_bare or statements[1].type != "raise_statement":
        return ()
    opening = _whole_lines(tree.text, trying.start_byte, trying.children[1].end_byte)
    handler = _whole_lines(tree.text, clause.start_byte, clause.end_byte)
    if opening is None or handler is None:
        return ()
    dedented = _dedented(tree, ByteRange(opening.end, handler.start), trying.start_byte - opening.start)
    blank = blank_lines_above(tree.text, handler.start)
    return (opening, *dedented, ByteRange(blank, handler.end)) if dedented else ()


def _whole_lines(text: bytes, start: int, end: int) -> ByteRange | None:
    """The lines of some code; None if anything else is on them."""
    line, newline = text.rfind(b"\n", 0, start) + 1, text.find(b"\n", end)
    newline = len(text) if newline < 0 else newline
    is_alone = not text[line:start].strip(_BLANK) and not text[end:newline].strip(_BLANK + b"\r")
    return ByteRange(line, min(newline + 1, len(text))) if is_alone else None


def _dedented(tree: SyntaxTree, lines: ByteRange, width: int) -> tuple[ByteRange, ...]:
    """What to delete so that the first of some lines is indented by `width` bytes, and the others follow; nothing if
    one of them is indented less than the first. The lines of a string stay as they are."""
    text, line = tree.text, lines.start
    first = text[line : lines.end].lstrip(b"\r\n")
    indent = first[: len(first) - len(first.lstrip(_BLANK))]
    removed = list[ByteRange]()
    while line < lines.end:
        end = text.find(b"\n", line) + 1
        if text[line:end].strip() and not _is_in_string(tree, line):
            if not text.startswith(indent, line):
                return ()
            removed.append(ByteRange(line + width, line + len(indent)))
        line = end
    return tuple(removed) if len(indent) > width else ()


def _is_in_string(tree: SyntaxTree, line: int) -> bool:
    node = tree.root.descendant_for_byte_range(line, line + 1)
    around = (node, *tree.ancestors(node)) if node is not None else ()
    return any(ancestor.type == "string" and ancestor.start_byte < line for ancestor in around)
