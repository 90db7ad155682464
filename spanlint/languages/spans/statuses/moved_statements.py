"""Moves a statement from behind a `try`, or from its `finally`, to the end of what it tries, in any language."""

from __future__ import annotations

from spanlint.languages.spans.statuses.removed_statements import Removal, removal_of
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.statuses import MovedStatement
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_STATEMENT, _FINALLY, _TRY = "expression_statement", "finally_clause", "try_statement"
_HANDLERS = ("except", "catch")  # the beginnings of their types
_LEAVING = frozenset(
    {"return_statement", "break_statement", "continue_statement", "raise_statement", "throw_statement"}
)
_ENDING_A_TURN = frozenset({"break_statement", "continue_statement"})
_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_FUNCTIONS = frozenset(
    {"function_definition", "lambda", "arrow_function", "function_expression", "function_declaration"}
)
_VALUES = frozenset({"identifier", "true", "false", "none", "null", "undefined", "integer", "number", "string"})
_BLANK = b" \t"


def moved_to_success(tree: SyntaxTree, call: Node) -> MovedStatement | None:
    """How to move the statement of a call to the end of the `try` that it follows or finishes.

    None if that has an `else`, leaves in between, or returns at its end what may still fail.
    """
    around = tree.ancestors(call)
    removal = removal_of(tree, call) or _whole_finally(around)
    trying = _try_of(around) if removal is not None else None
    body = trying.child_by_field_name("body") if trying is not None else None
    if removal is None or removal.has_comment or trying is None or body is None:
        return None
    statements = [child for child in body.named_children if child.type != "comment"]
    if not statements or any(child.type == "else_clause" for child in trying.named_children):
        return None
    last = statements[-1]
    is_returned = last.type == "return_statement"
    if is_returned and not all(child.type in _VALUES for child in last.named_children):
        return None
    if any(_leaves(statement) for statement in statements[: -1 if is_returned else None]):
        return None
    text, statement = tree.text, around[0]
    start = text.rfind(b"\n", 0, last.start_byte) + 1
    indent = text[start : last.start_byte]
    end = text.find(b"\n", last.end_byte)
    is_alone = not indent.strip(_BLANK) and not text[last.end_byte : max(end, last.end_byte)].strip(_BLANK + b";\r")
    if not is_alone or end < 0 or b"`" in text[statement.start_byte : statement.end_byte]:
        return None
    moved = _indented(text, statement, indent, b"\r\n" if text[end - 1 : end] == b"\r" else b"\n")
    at = start if is_returned else end + 1
    return MovedStatement(removal.at, at, moved.decode()) if moved is not None else None


def _whole_finally(around: tuple[Node, ...]) -> Removal | None:
    """The `finally` of which a statement is the only one, if a handler is left of its `try`."""
    if len(around) < 4 or around[0].type != _STATEMENT or around[2].type != _FINALLY:
        return None
    before = around[2].prev_named_sibling
    is_sole = around[1].named_child_count == around[2].named_child_count == 1
    if not is_sole or before is None or not before.type.startswith(_HANDLERS):
        return None
    return Removal(ByteRange(before.end_byte, around[2].end_byte))


def _try_of(around: tuple[Node, ...]) -> Node | None:
    """The `try` whose `finally` a statement is in, or which is right before the statement."""
    if len(around) > 3 and around[2].type == _FINALLY:
        return around[3]
    before = around[0].prev_named_sibling if around else None
    return before if before is not None and before.type == _TRY else None


def _leaves(statement: Node) -> bool:
    pending = [(statement, False)]
    while pending:
        node, is_in_loop = pending.pop()
        if node.type in _LEAVING:
            is_of_inner_loop = is_in_loop and node.type in _ENDING_A_TURN and not node.named_children  # no label
            if not is_of_inner_loop:
                return True
        if node.type not in _FUNCTIONS:
            pending += ((child, is_in_loop or node.type in _LOOPS) for child in node.named_children)
    return False


def _indented(text: bytes, statement: Node, indent: bytes, line_end: bytes) -> bytes | None:
    """The lines of a statement at another indentation; None if one of them is indented less than its first."""
    line = text.rfind(b"\n", 0, statement.start_byte) + 1
    own = text[line : statement.start_byte]
    first, *others = text[statement.start_byte : statement.end_byte].split(b"\n")
    if any(other.strip() and not other.startswith(own) for other in others):
        return None
    lines = (first, *(other.removeprefix(own) for other in others))
    return b"\n".join(indent + part if part.strip() else part for part in lines) + line_end
