"""What the statements before a place in a Python block have entered or attached, and what they have left again."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

ENTERING = frozenset({"enter_context", "enter_async_context", "__enter__"})
LEAVING = frozenset({"__exit__", "close", "aclose", "pop_all"})
_CLAUSES = frozenset(
    {"if_statement", "elif_clause", "else_clause", "for_statement", "while_statement", "try_statement"}
    | {"except_clause", "finally_clause", "match_statement", "case_clause", "with_statement", "block"}
)
_GONE = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})
_NAMES = frozenset({"identifier", "attribute", "subscript"})


class ContextEntry(Record):
    """A call made as a statement; `token` is the text of what its result is assigned to, empty for nothing.

    `end` is where the statement of the block ends that the call stands in: a byte offset.
    """

    call: Node
    token: str
    end: int = 0


def entries_of(tree: SyntaxTree, block: Node, names: frozenset[str]) -> Iterator[ContextEntry]:
    """The calls of a block's statements, the last one first; only of statements that have one of the names in them."""
    for statement in reversed(block.named_children) if tree.has_within(names, block) else ():
        for entry in _of_statement(tree, statement, names):
            yield entry._replace(end=statement.end_byte)


def held_by(tree: SyntaxTree, entry: ContextEntry) -> str:
    """What ends the effect of an entering call: the stack or manager it is made on, or the token it gives."""
    return _receiver(tree, entry.call) if last_name(tree, entry.call) in ENTERING else entry.token


def ended_by(tree: SyntaxTree, call: Node) -> str | None:
    """What a leaving call ends: the token it is given, or else its receiver; None where that is no name."""
    passed = call.child_by_field_name("arguments")
    first = passed.named_children[0] if passed is not None and passed.named_children else None
    if first is None or last_name(tree, call) in LEAVING:
        return _receiver(tree, call)
    return tree.text_of(first) if first.type in _NAMES else None


def _of_statement(tree: SyntaxTree, statement: Node, names: frozenset[str]) -> Iterator[ContextEntry]:
    if not tree.has_within(names, statement):
        return
    if statement.type == "expression_statement":
        for part in reversed(statement.named_children):
            yield from _of_expression(tree, part, "")
    elif statement.type in _CLAUSES and not _is_left(statement):
        for child in reversed(statement.named_children):
            for entry in _of_statement(tree, child, names):
                # What a `with` has entered on its own stack ends with it.
                if statement.type != "with_statement" or last_name(tree, entry.call) not in ENTERING:
                    yield entry


def _of_expression(tree: SyntaxTree, expression: Node, token: str) -> Iterator[ContextEntry]:
    pending = [(expression, token)]
    while pending:
        expression, token = pending.pop()
        expression = unwrapped(expression)
        if expression.type == "assignment":
            target, value = expression.child_by_field_name("left"), expression.child_by_field_name("right")
            if target is not None and value is not None:
                pending.append((value, tree.text_of(target)))
        elif expression.type in ("await", "conditional_expression"):
            pending += [(part, token) for part in reversed(expression.named_children)]
        elif expression.type == "call":
            yield ContextEntry(expression, token)


def _is_left(clause: Node) -> bool:
    """Whether a block never reaches the statements after it."""
    return clause.type == "block" and bool(clause.named_children) and clause.named_children[-1].type in _GONE


def _receiver(tree: SyntaxTree, call: Node) -> str:
    function = call.child_by_field_name("function")
    base = function.child_by_field_name("object") if function is not None and function.type == "attribute" else None
    return tree.text_of(base) if base is not None else ""
