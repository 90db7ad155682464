"""Where a function ends a value that it hands on: in handlers alone, or behind what gets it, in any language."""

from __future__ import annotations

from collections.abc import Iterable

from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Alone, Argument, Assigned, Awaited, Returned
from spanlint.languages.names.runs import RunKind
from spanlint.languages.names.values import Call, Name, role_of_value
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_HANDLERS = frozenset({"catch_clause", "except_clause"})
_BLOCKS = frozenset({"block", "statement_block"})
_WAITING = (Alone, Assigned, Awaited, Returned)  # what a function does with work that it was passed
_DECIDING = frozenset({"return_statement", "if_statement"})
_PLAIN = frozenset(
    {"attribute", "await", "await_expression", "call", "call_expression", "expression_statement", "member_expression"}
)  # around an end that no condition decides about


def is_end_of_success(tree: SyntaxTree, handed: Node, ends: Iterable[Node], function: Node) -> bool:
    """Whether all that ends a value is in handlers of the function, and what it is handed to is in none.

    Only the function that gets it can then end it where nothing has failed. Elsewhere, a condition above an end may be
    the one on which that function does not end it.
    """
    is_handled = [_is_in_handler(tree, end, function) for end in ends]
    return all(is_handled) and not (is_handled and _is_in_handler(tree, handed, function))


def _is_in_handler(tree: SyntaxTree, node: Node, function: Node) -> bool:
    for above in tree.ancestors(node):
        if above == function:
            return False
        if above.type in _HANDLERS:
            return True
    return False


def comes_back(grammar: PlaceGrammar, mention: Node, ends: Iterable[Node]) -> bool:
    """Whether a mention hands a value to a function that a function around it is passed, and an end follows wherever
    that does not fail: behind it in its own block, and under no condition, or in the callback of its promise."""
    follow = [end for end in ends if end.start_byte > mention.start_byte]
    role = role_of_value(grammar, mention) if follow else None
    call = grammar.value(role.call) if isinstance(role, Argument) else None
    if not isinstance(call, Call) or not _is_passed_in(grammar, call):
        return False
    if not isinstance(role_of_value(grammar, call.node), _WAITING):
        return any(_is_fulfilling(grammar, end, call.node) for end in follow)
    block = _block_around(grammar, mention)
    return block is not None and any(_plain_block(grammar.tree, end) == block for end in follow)


def _is_passed_in(grammar: PlaceGrammar, call: Call) -> bool:
    name = grammar.value(call.callee)
    bindings = grammar.visible(name.node) if isinstance(name, Name) else []
    return len(bindings) == 1 and bindings[0].kind is Kind.PARAMETER


def _is_fulfilling(grammar: PlaceGrammar, end: Node, promise: Node) -> bool:
    """Whether a value is ended in the callback that runs once a promise is fulfilled, and under no condition there."""
    place = next((above for above in grammar.tree.ancestors(end) if above.type not in _PLAIN), None)
    function = grammar.tree.parent(place) if place is not None and place.type in _BLOCKS else place
    run = grammar.run_of(function) if function is not None and function.type in grammar.types.functions else None
    return run is not None and run.kind is RunKind.FULFILLED and run.promise == promise


def is_behind_end(tree: SyntaxTree, place: Node, ends: Iterable[Node]) -> bool:
    """Whether a value has been ended in a block around a place that comes after it, under no condition."""
    blocks = [_plain_block(tree, end) for end in ends if end.start_byte < place.start_byte]
    return any(block in blocks for block in tree.ancestors(place)) if blocks else False


def _block_around(grammar: PlaceGrammar, node: Node) -> Node | None:
    """The block of the statement around a node, also of one that runs a function without a block at once; None if
    the statement leaves the block, or a condition decides whether it runs."""
    for above in grammar.tree.ancestors(node):
        if above.type in _BLOCKS:
            return above
        if above.type in grammar.types.functions:
            run = grammar.run_of(above)
            if run is None or run.kind is not RunKind.NOW:
                return None
        elif above.type in _DECIDING:
            return None
    return None


def _plain_block(tree: SyntaxTree, end: Node) -> Node | None:
    """The block of a statement that is nothing but a chain of calls which ends a value."""
    block = next((above for above in tree.ancestors(end) if above.type not in _PLAIN), None)
    return block if block is not None and block.type in _BLOCKS else None
