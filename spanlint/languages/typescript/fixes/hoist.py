"""Hoists a compound parent into a named constant before the statement, if that keeps the evaluation order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spanlint.apis import tables
from spanlint.languages.typescript.fixes.additions import last_import
from spanlint.languages.typescript.fixes.expression import Expression, value_of
from spanlint.languages.typescript.fixes.inert import acts
from spanlint.languages.typescript.fixes.layout import (
    CONTINUATIONS,
    File,
    indentation,
    insertion,
    line_end,
    line_start,
    parsed,
    starts_line,
    writes_semicolons,
)
from spanlint.languages.typescript.fixes.slots import Site, statement_of
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = "sessionCtx"
_OWN_NAME = re.compile(rf"{_NAME}\d*")
_OWN_CREATOR = "withSpan"  # a common name in projects
_SIMPLE = frozenset({"identifier", "member_expression", "this", "undefined", "string", "number"})
# These nodes are evaluated exactly once whenever their statement is, whatever else it contains.
_UNCONDITIONAL = frozenset(
    {
        "arguments",
        "array",
        "as_expression",
        "assignment_expression",
        "await_expression",
        "call_expression",
        "export_statement",
        "expression_statement",
        "lexical_declaration",
        "member_expression",
        "new_expression",
        "non_null_expression",
        "object",
        "pair",
        "parenthesized_expression",
        "return_statement",
        "satisfies_expression",
        "spread_element",
        "throw_statement",
        "variable_declaration",
        "variable_declarator",
    }
)


def hoist(site: Site, value: Expression) -> Expression:
    """Returns the name of the parent and the edits that declare it; the expression itself if it must stay in place."""
    if is_simple(value.text):
        return value
    statement = _hoistable_statement(site, value.text)
    block = site.file.tree.parent(statement) if statement is not None else None
    if statement is None or block is None:
        return value
    known_name = next(_declared_names(site, block, statement, value.text), None)
    if known_name is not None:
        return Expression(known_name, ())
    if block.type == "program" and last_import(site.file, site.node.start_byte) is None:
        return value
    name, number = _NAME, 1
    while _is_taken(site, block, name):
        number += 1
        name = f"{_NAME}{number}"
    declaration = _declaration(site.file, block, statement, f"const {name} = {value.text}")
    claims = _claim_block(site, block, statement, declaration, value.edits)
    return Expression(name, (*value.edits, declaration, *claims))


def is_simple(text: str) -> bool:
    """Whether an expression is short enough for an argument: a name, a member, or a call with simple arguments only."""
    value = value_of(parsed(f"({text})"))
    arguments = (
        value.child_by_field_name("arguments") if value is not None and value.type == "call_expression" else None
    )
    if value is None or arguments is None:
        return value is None or value.type in _SIMPLE
    function = value.child_by_field_name("function")
    return function is not None and all(part.type in _SIMPLE for part in (function, *arguments.named_children))


def _hoistable_statement(site: Site, text: str) -> Node | None:
    """Returns the statement to hoist before; None if the call may run later, more than once or not at all, or after
    something that may change what the expression `text` evaluates to."""
    tree = site.file.tree
    inner = site.node
    if _is_optional(inner):
        return None
    for ancestor in tree.ancestors(site.node):
        if ancestor.type in ("program", "statement_block"):
            is_preceded = acts(site.file, [inner], inner.start_byte, site.node.end_byte - 1, text)
            return inner if starts_line(site.file.text, inner.start_byte) and not is_preceded else None
        if ancestor.type not in _UNCONDITIONAL or _is_optional(ancestor):
            return None
        is_declaration = ancestor.type in ("lexical_declaration", "variable_declaration")
        if is_declaration and ancestor.named_children[0] != inner:
            return None
        inner = ancestor
    return None


def _is_optional(node: Node) -> bool:
    """Whether a `?.` in a call or member expression may skip the rest of it."""
    current: Node | None = node
    while current is not None and current.type in ("call_expression", "member_expression", "subscript_expression"):
        if any(child.type in ("optional_chain", "?.") for child in current.children):
            return True
        current = current.child_by_field_name("function") or current.child_by_field_name("object")
    return False


def _declared_names(site: Site, block: Node, statement: Node, text: str) -> Iterator[str]:
    """Yields the names of constants that an earlier fix declared in the block for the same expression.

    What runs in between must not change what the expression evaluates to, as the beginning of a session does.
    """
    for sibling in block.named_children:
        if sibling.end_byte > statement.start_byte or sibling.type != "lexical_declaration":
            continue
        for declarator in sibling.named_children if sibling.children[0].type == "const" else ():
            target, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
            if target is None or value is None or _compact(site.file.tree.text_of(value)) != _compact(text):
                continue
            name = site.file.tree.text_of(target)
            visible = site.file.scopes.visible(name, site.node)
            is_stale = acts(site.file, [block], sibling.end_byte, site.node.end_byte - 1, text)
            if _OWN_NAME.fullmatch(name) and [binding.name for binding in visible] == [target] and not is_stale:
                yield name


def _compact(text: str) -> str:
    return "".join(text.split())


def _is_taken(site: Site, block: Node, name: str) -> bool:
    inside = (leaf for leaf in site.file.tree.leaves(name) if block.start_byte <= leaf.start_byte < block.end_byte)
    return any(True for _ in inside) or bool(site.file.scopes.visible(name, site.node))


def _declaration(file: File, block: Node, statement: Node, text: str) -> Edit:
    """Returns the edit that puts a declaration on a line of its own, before the comments of the statement."""
    first = _first_comment(file, block, statement)
    may_continue = file.text.startswith(CONTINUATIONS, first.start_byte)
    semicolon = ";" if may_continue or writes_semicolons(file, statement) else ""
    margin = indentation(file.text, statement.start_byte)
    start = line_start(file.text, first.start_byte)
    return insertion(start, f"{margin}{text}{semicolon}{line_end(file.text, first.start_byte)}")


def _claim_block(
    site: Site, block: Node, statement: Node, declaration: Edit, import_edits: tuple[Edit, ...]
) -> list[Edit]:
    """Returns an edit that claims the block up to the declaration, but changes nothing.

    Only returned if another call of the block may need the same declaration. Of two fixes that would both declare
    the name, the second then waits for the next pass, and finds the name declared.
    """
    file, start = site.file, block.start_byte
    leaves = (leaf for name in {*_creators(), site.creator.method} for leaf in file.tree.leaves(name))
    creating_statements = (statement_of(file, leaf) for leaf in leaves)
    if not any(
        other is not None and other != statement and file.tree.parent(other) == block for other in creating_statements
    ):
        return []
    if block.type == "program":
        last = last_import(file, site.node.start_byte)
        start = max([edit.range.end for edit in import_edits] + ([last.end_byte] if last is not None else []))
    claim = ByteRange(start, declaration.range.start)
    return [Edit(claim, file.text[claim.start : claim.end])]


@cache
def _creators() -> frozenset[str]:
    """Returns the names of calls that a fix may pass a parent to. Projects may configure an opener as a creator."""
    known = tables("typescript")
    return frozenset({_OWN_CREATOR, *known.creators, *known.contexts.running - known.contexts.vague})


def _first_comment(file: File, block: Node, statement: Node) -> Node:
    """Returns the first of the comments directly above a statement, or the statement."""
    first = statement
    for sibling in reversed([child for child in block.children if child.end_byte <= statement.start_byte]):
        gap = file.text[sibling.end_byte : first.start_byte]
        lines = gap.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
        if sibling.type != "comment" or lines != 1 or not starts_line(file.text, sibling.start_byte):
            break
        first = sibling
    return first
