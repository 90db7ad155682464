"""The contexts that the statements of a Python block enter or attach, and those that they leave."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

ENTERING = frozenset({"enter_context", "enter_async_context", "__enter__"})
LEAVING = frozenset({"__exit__", "close", "aclose", "pop_all"})
_CLAUSES = frozenset(
    {"if_statement", "elif_clause", "else_clause", "for_statement", "while_statement", "try_statement"}
    | {"except_clause", "finally_clause", "match_statement", "case_clause", "with_statement", "block"}
)
_JUMPS = frozenset({"return_statement", "raise_statement", "continue_statement", "break_statement"})
_NAME_TYPES = frozenset({"identifier", "attribute", "subscript"})


class ContextEntry(Record):
    """A call in a statement. `token` is the text of the target that its result is assigned to, empty if none.

    `end` is the byte offset at which the block's statement that contains the call ends.
    """

    call: Node
    token: str
    end: int = 0


class Effect(Record):
    """What a statement that ends at byte `end` does: it opens a context that `holder` ends, or it ends `ended`."""

    end: int
    ended: str | None
    opened: OpenedBy | None
    holder: str


class BlockEffects(Record):
    """The effects of a block's statements, the last one first, the number of those before which none opens a context,
    and what those end."""

    effects: list[Effect]
    opening: int = 0
    ended: tuple[str | None, ...] = ()


def entries_of(tree: SyntaxTree, block: Node, names: frozenset[str]) -> Iterator[ContextEntry]:
    """Yields the calls of those statements in a block that contain one of the names, the last one first."""
    for statement in reversed(block.named_children) if tree.has_within(names, block) else ():
        for entry in _statement_entries(tree, statement, names):
            yield entry._replace(end=statement.end_byte)


def holder_of(tree: SyntaxTree, entry: ContextEntry) -> str:
    """Returns what ends the effect of an entering call: the stack or manager it is called on, or its token."""
    return _receiver(tree, entry.call) if last_name(tree, entry.call) in ENTERING else entry.token


def ended_holder(tree: SyntaxTree, call: Node) -> str | None:
    """Returns what a leaving call ends: the token that it is passed, or its receiver; None if a token is not a name."""
    argument_list = call.child_by_field_name("arguments")
    first_argument = (
        argument_list.named_children[0] if argument_list is not None and argument_list.named_children else None
    )
    if first_argument is None or last_name(tree, call) in LEAVING:
        return _receiver(tree, call)
    return tree.text_of(first_argument) if first_argument.type in _NAME_TYPES else None


def entries_in(tree: SyntaxTree, names: frozenset[str]) -> Iterator[ContextEntry]:
    """Yields the calls of the names anywhere in the file, each with every target that its result may be assigned to."""
    for leaf in (leaf for name in names for leaf in tree.leaves(name)):
        call: Node | None = None
        for above in tree.ancestors(leaf):
            target = above.child_by_field_name("left") if above.type == "assignment" else None
            if call is None and above.type == "call":
                call = above
                yield ContextEntry(call, "")
            elif call is not None and target is not None:
                yield ContextEntry(call, tree.text_of(target))
            elif above.type == "block":
                break


def _statement_entries(tree: SyntaxTree, statement: Node, names: frozenset[str]) -> Iterator[ContextEntry]:
    if not tree.has_within(names, statement):
        return
    if statement.type in ("expression_statement", "return_statement"):
        for child in reversed(statement.named_children):
            yield from _expression_entries(tree, child, "")
    elif statement.type in _CLAUSES and not _ends_with_jump(statement):
        for child in reversed(statement.named_children):
            for entry in _statement_entries(tree, child, names):
                # What a `with` enters on its own stack ends with the `with`.
                if statement.type != "with_statement" or last_name(tree, entry.call) not in ENTERING:
                    yield entry


def _expression_entries(tree: SyntaxTree, expression: Node, token: str) -> Iterator[ContextEntry]:
    pending = [(expression, token)]
    while pending:
        expression, token = pending.pop()
        expression = unwrapped(expression)
        if expression.type == "assignment":
            target, value = expression.child_by_field_name("left"), expression.child_by_field_name("right")
            if target is not None and value is not None:
                pending.append((value, tree.text_of(target)))
        elif expression.type in ("await", "conditional_expression"):
            pending += [(child, token) for child in reversed(expression.named_children)]
        elif expression.type == "call":
            yield ContextEntry(expression, token)


def _ends_with_jump(clause: Node) -> bool:
    """Whether a block never reaches the statements after it."""
    return clause.type == "block" and bool(clause.named_children) and clause.named_children[-1].type in _JUMPS


def _receiver(tree: SyntaxTree, call: Node) -> str:
    function = call.child_by_field_name("function")
    base = function.child_by_field_name("object") if function is not None and function.type == "attribute" else None
    return tree.text_of(base) if base is not None else ""


def undone(effect: Effect, ends: list[str | None]) -> OpenedBy | None:
    """What an effect opened, unless one of the later `ends` ends it; an effect that ends something joins them."""
    if effect.opened is None:
        ends.append(effect.ended)
        return None
    match = next((end for end in ends if end is None or (effect.holder and end == effect.holder)), "")
    if match == "":
        return effect.opened
    ends.remove(match)
    return None
