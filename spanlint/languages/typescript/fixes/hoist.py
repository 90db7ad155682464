"""A compound parent gets a name on the line before the statement, where that evaluates in the same order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spanlint.apis import tables
from spanlint.languages.typescript.fixes.additions import last_import
from spanlint.languages.typescript.fixes.expression import Expression, value_of
from spanlint.languages.typescript.fixes.layout import (
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
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.model.apis import CALLBACK
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = "sessionCtx"
_OWN_NAME = re.compile(rf"{_NAME}\d*")
_OWN = "withSpan"  # a common name of a project's own creator
_SIMPLE = frozenset({"identifier", "member_expression", "this", "undefined", "string", "number"})
# What is evaluated once, and as soon as its statement is, whatever else stands in it.
_STRAIGHT = frozenset(
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
_CHANGES = frozenset(
    {
        "assignment_expression",
        "augmented_assignment_expression",
        "await_expression",
        "update_expression",
        "yield_expression",
    }
)
_CONTINUES = (b"(", b"[", b"`", b"+", b"-", b"/")  # a line that starts so goes on with one that lacks a semicolon


def named(site: Site, value: Expression) -> Expression:
    """The name of the parent and the declaration that it needs; the expression itself where it is to stay in place."""
    if is_simple(value.text):
        return value
    statement = _statement(site)
    block = site.file.tree.parent(statement) if statement is not None else None
    if statement is None or block is None:
        return value
    known = next(_declared(site, block, statement, value.text), None)
    if known is not None:
        return Expression(known, ())
    if block.type == "program" and last_import(site.file, site.node) is None:
        return value
    name, number = _NAME, 1
    while _is_taken(site, block, name):
        number += 1
        name = f"{_NAME}{number}"
    declared = _declaration(site.file, block, statement, f"const {name} = {value.text}")
    claimed = _claim(site, block, statement, declared, value.edits)
    return Expression(name, (*value.edits, declared, *claimed))


def is_simple(text: str) -> bool:
    """Whether an expression is short enough for an argument: a name, a member, a call with nothing but names."""
    value = value_of(parsed(f"({text})"))
    passed = value.child_by_field_name("arguments") if value is not None and value.type == "call_expression" else None
    if value is None or passed is None:
        return value is None or value.type in _SIMPLE
    function = value.child_by_field_name("function")
    return function is not None and all(each.type in _SIMPLE for each in (function, *passed.named_children))


def _statement(site: Site) -> Node | None:
    """The statement that may get a line before it, None where the call may run later, more often or not at all."""
    tree = site.file.tree
    inner = site.node
    if _is_optional(inner):
        return None
    for above in tree.ancestors(site.node):
        if above.type in ("program", "statement_block"):
            moved = any(_changes(inner, site.node))
            return inner if starts_line(site.file.text, inner.start_byte) and not moved else None
        if above.type not in _STRAIGHT or _is_optional(above):
            return None
        declares = above.type in ("lexical_declaration", "variable_declaration")
        if declares and above.named_children[0] != inner:
            return None
        inner = above
    return None


def _is_optional(node: Node) -> bool:
    """Whether a `?.` in a call or a member decides whether the rest of it is evaluated."""
    current: Node | None = node
    while current is not None and current.type in ("call_expression", "member_expression", "subscript_expression"):
        if any(each.type in ("optional_chain", "?.") for each in current.children):
            return True
        current = current.child_by_field_name("function") or current.child_by_field_name("object")
    return False


def _changes(statement: Node, call: Node) -> Iterator[Node]:
    """What the statement waits for or assigns before the call has its arguments."""
    pending = [statement]
    while pending:
        node = pending.pop()
        around = node.start_byte <= call.start_byte and call.end_byte <= node.end_byte
        if node.type in _CHANGES and not (around and node != call):
            yield node
        pending += [each for each in node.children if each.start_byte < call.end_byte and each.type not in FUNCTIONS]


def _declared(site: Site, block: Node, statement: Node, text: str) -> Iterator[str]:
    """The names that earlier statements of the block have given to the same expression."""
    for each in block.named_children:
        if each.end_byte > statement.start_byte or each.type != "lexical_declaration":
            continue
        for declarator in each.named_children if each.children[0].type == "const" else ():
            target, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
            if target is None or value is None or _squeezed(site.file.tree.text_of(value)) != _squeezed(text):
                continue
            name = site.file.tree.text_of(target)
            visible = site.file.scopes.visible(name, site.node)
            if _OWN_NAME.fullmatch(name) and [binding.name for binding in visible] == [target]:
                yield name


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _is_taken(site: Site, block: Node, name: str) -> bool:
    inside = (leaf for leaf in site.file.tree.leaves(name) if block.start_byte <= leaf.start_byte < block.end_byte)
    return any(True for _ in inside) or bool(site.file.scopes.visible(name, site.node))


def _declaration(file: File, block: Node, statement: Node, text: str) -> Edit:
    """The declaration on a line of its own, before the comments that belong to the statement."""
    first = _first_of(file, block, statement)
    bare = file.text.startswith(_CONTINUES, first.start_byte)
    semicolon = ";" if bare or writes_semicolons(file, statement) else ""
    margin = indentation(file.text, statement.start_byte)
    start = line_start(file.text, first.start_byte)
    return insertion(start, f"{margin}{text}{semicolon}{line_end(file.text, first.start_byte)}")


def _claim(site: Site, block: Node, statement: Node, declared: Edit, imported: tuple[Edit, ...]) -> list[Edit]:
    """An edit that changes nothing and claims the block up to the declaration, where another call of the block may
    want the same one: of two fixes that would both declare the name the second then waits, and finds it declared."""
    file, start = site.file, block.start_byte
    others = (leaf for name in {*_creators(), site.creator.method} for leaf in file.tree.leaves(name))
    beside = (statement_of(file, leaf) for leaf in others)
    if not any(each is not None and each != statement and file.tree.parent(each) == block for each in beside):
        return []
    if block.type == "program":
        last = last_import(file, site.node)
        start = max([each.range.end for each in imported] + ([last.end_byte] if last is not None else []))
    claim = ByteRange(start, declared.range.start)
    return [Edit(claim, file.text[claim.start : claim.end])]


@cache
def _creators() -> frozenset[str]:
    """The names of the calls that a fix may give a parent. A project may say of an opener that it is a creator."""
    known = tables("typescript")
    openers = {each.name for each in known.apis[0].openers if each.form == CALLBACK and each.context is None}
    return frozenset({_OWN, *known.creators, *openers})


def _first_of(file: File, block: Node, statement: Node) -> Node:
    """The first of the comments right above a statement, or the statement."""
    first = statement
    for each in reversed([each for each in block.children if each.end_byte <= statement.start_byte]):
        gap = file.text[each.end_byte : first.start_byte]
        lines = gap.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n")
        if each.type != "comment" or lines != 1 or not starts_line(file.text, each.start_byte):
            break
        first = each
    return first
