"""Puts the code after the start of a span into a `try` whose `finally` ends it."""

from __future__ import annotations

import re

from spanlint.languages.trees.reindent import blank_lines_above, indented, region
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.fixes.layout import open_file
from spanlint.model.findings import EndSpan
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_VERBATIM = frozenset({"template_string", "string", "jsx_text"})
_SCOPED = frozenset(
    {"abstract_class_declaration", "class_declaration", "enum_declaration", "function_declaration"}
    | {"generator_function_declaration", "interface_declaration", "internal_module", "module", "type_alias_declaration"}
)
_READ = frozenset(
    {
        "identifier",
        "property_identifier",
        "shorthand_property_identifier",
        "member_expression",
        "object",
        "array",
        "pair",
    }
    | {"string", "string_fragment", "number", "true", "false", "null", "undefined", "parenthesized_expression"}
    | {"as_expression", "non_null_expression"}
)
"""What reads names and does nothing else."""
_DECLARATIONS = frozenset({"lexical_declaration", "variable_declaration"})


def end_span(source: Source, remedy: EndSpan) -> tuple[Edit, ...] | None:
    """Returns the edits of a remedy; None if they cannot be proven right.

    A template that spans several lines must not be indented. A name that is declared in the new block must not be used
    outside it; a `return` of such a name behind the end moves into the block as well.
    """
    text, tree = source.text, open_file(source).tree
    if _is_reassigned(text, remedy):
        return None
    if _is_used_outside(tree, remedy):
        return _with_return(source, tree, remedy)
    block = region(text, remedy, b"//", lambda line: _starts_verbatim(tree, line))
    if block is None:
        return None
    last = text.rfind(b"\n", 0, remedy.until) + 1
    start, inner_start = block.newline + block.indent, block.newline + block.indent + block.unit
    edits = [Edit(ByteRange(block.start, block.start), f"{start}try {{".encode())]
    call = f"{remedy.name}.{remedy.end}()"
    if text[last : remedy.until].strip().rstrip(b";") != call.encode():
        if call.encode() in text[remedy.after.end : remedy.until]:
            return None  # it would be ended twice
        ending = f"{start}}} finally {{{inner_start}{call};{start}}}".encode()
        return (*edits, *indented(block), Edit(ByteRange(block.end, block.end), ending))
    without_end = block._replace(lines=tuple(line for line in block.lines if line < last))
    if not without_end.lines:
        return None
    ending = f"{block.indent}}} finally {{{block.newline}{block.unit}".encode()
    closing = Edit(ByteRange(block.end, block.end), f"{start}}}".encode())
    return (*edits, *indented(without_end), Edit(ByteRange(blank_lines_above(text, last), last), ending), closing)


def _with_return(source: Source, tree: SyntaxTree, remedy: EndSpan) -> tuple[Edit, ...] | None:
    """Returns the edits that move the end behind the `return` which follows it; None if that may change anything else.

    What the `return` evaluates was evaluated after the end, so it must only read names.
    """
    text, call = source.text, f"{remedy.name}.{remedy.end}()"
    last = text.rfind(b"\n", 0, remedy.until) + 1
    following = _return_behind(tree, remedy)
    if following is None or text[last : remedy.until].strip().rstrip(b";") != call.encode():
        return None
    extended = remedy._replace(until=following.end_byte)
    block = region(text, extended, b"//", lambda line: _starts_verbatim(tree, line))
    if block is None or _is_used_outside(tree, extended) or last not in block.lines:
        return None
    others = block._replace(lines=tuple(line for line in block.lines if line != last))
    start, inner = block.newline + block.indent, block.newline + block.indent + block.unit
    return (
        Edit(ByteRange(block.start, block.start), f"{start}try {{".encode()),
        *indented(others),
        Edit(ByteRange(last, text.find(b"\n", remedy.until) + 1), b""),
        Edit(ByteRange(block.end, block.end), f"{start}}} finally {{{inner}{call};{start}}}".encode()),
    )


def _return_behind(tree: SyntaxTree, remedy: EndSpan) -> Node | None:
    """Returns the `return` that follows the end of a span and only reads names; None if anything else follows."""
    end = tree.root.descendant_for_byte_range(remedy.until - 1, remedy.until)
    around = (end, *tree.ancestors(end)) if end is not None else ()
    statement = next((node for node in around if node.type == "expression_statement"), None)
    following = statement.next_named_sibling if statement is not None else None
    if following is None or following.type != "return_statement":
        return None
    pending = list(following.named_children)
    while pending:
        node = pending.pop()
        if node.type not in _READ:
            return None
        pending += node.named_children
    return following


def _starts_verbatim(tree: SyntaxTree, line: int) -> bool:
    innermost: Node | None = tree.root.descendant_for_byte_range(line, line + 1)
    nodes = (innermost, *tree.ancestors(innermost)) if innermost is not None else ()
    return any(node.type in _VERBATIM and node.start_byte < line for node in nodes)


def _is_reassigned(text: bytes, remedy: EndSpan) -> bool:
    """Whether the block assigns the name again, or ends the span in a form that the edits do not handle."""
    assignment_or_end = rf"\b{re.escape(remedy.name)}(?:\s*=(?![=>])|[?!]\.{remedy.end}\b|\.{remedy.end}\b(?!\(\)))"
    return re.compile(assignment_or_end.encode()).search(text, remedy.after.end, remedy.until) is not None


def _is_used_outside(tree: SyntaxTree, remedy: EndSpan) -> bool:
    """Whether a name that the moved statements declare is used elsewhere in their block."""
    start = tree.root.descendant_for_byte_range(*remedy.after)
    block = (
        next((ancestor for ancestor in tree.ancestors(start) if ancestor.type == "statement_block"), None)
        if start
        else None
    )
    if block is None:
        return True
    statements = [
        statement for statement in block.named_children if remedy.after.end <= statement.start_byte < remedy.until
    ]
    if any(statement.type in _SCOPED for statement in statements):
        return True
    declarations = [statement for statement in statements if statement.type in _DECLARATIONS]
    names = {name for declaration in declarations for name in _bound_names(tree, declaration)}
    leaves = (leaf for name in names for leaf in tree.leaves_within(name, block))
    return any(not remedy.after.end <= leaf.start_byte < remedy.until for leaf in leaves)


def _bound_names(tree: SyntaxTree, declaration: Node) -> list[str]:
    """Returns the names that a declaration may bind, by themselves or in a pattern."""
    targets = [child.child_by_field_name("name") for child in declaration.named_children]
    pending = [target for target in targets if target is not None]
    names = []
    while pending:
        node = pending.pop()
        if node.type in ("identifier", "shorthand_property_identifier_pattern"):
            names.append(tree.text_of(node))
        pending += node.named_children
    return names
