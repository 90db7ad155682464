"""New contexts that a local holds and nothing reads, in any language."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import is_context
from spanlint.languages.calls.misplaced_values import MisplacementGrammar, function_of_contexts
from spanlint.languages.names.roles import Alone, Tested
from spanlint.languages.names.values import role_of_value
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import range_of
from spanlint.lean.lazy import memoized
from spanlint.lean.protocols import Protocol
from spanlint.model.facts import ParentState, SpanCall
from spanlint.model.usages import UnreadContext
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_TARGET_FIELDS = {
    "assignment": "left",
    "assignment_expression": "left",
    "named_expression": "name",
    "variable_declarator": "name",
}
_EXPRESSIONS = frozenset({"assignment", "assignment_expression", "named_expression"})
_VALUES = frozenset(
    {
        *("parenthesized_expression", "conditional_expression", "boolean_operator"),
        *("ternary_expression", "binary_expression", "as_expression", "non_null_expression", "satisfies_expression"),
    }
)
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_NAMING_FIELDS = {"attribute": "attribute", "keyword_argument": "name"}  # a name there is no variable
_MAX_CALLS = 50  # span calls looked at behind one local
_READS_ALL = "locals"  # Python's function of that name


class LocalGrammar(MisplacementGrammar, Protocol):
    """The questions about locals that a language answers about one file."""

    scopes: Any


def unread_contexts(grammar: LocalGrammar, names: Iterable[Node], calls: Sequence[SpanCall]) -> list[UnreadContext]:
    """Returns the locals that get a new context and that nothing reads; `names` are those of what makes contexts.

    Each is named where it gets its last context, with the first of the `calls` that could have been passed it.
    """
    starts = [call.at.start for call in calls]
    unread: dict[tuple[int, str], UnreadContext] = {}
    for name, callee, local, function in _held_in_locals(grammar, names):
        if not _makes_context(grammar, callee) or in_broken_statement(grammar.tree, name, grammar.blocks):
            continue
        first = bisect_left(starts, callee.call.end_byte)
        call = _first_parentless(grammar, calls[first : first + _MAX_CALLS], local, function)
        written, text = grammar.tree.text_of(callee.member or name), grammar.tree.text_of(local)
        unread[function.start_byte, text] = UnreadContext(range_of(name), written, text, call)
    return sorted(unread.values(), key=lambda context: context.at)


def _held_in_locals(grammar: LocalGrammar, names: Iterable[Node]) -> Iterator[tuple[Node, Callee, Node, Node]]:
    """Yields each name that is called for a local which nothing reads: the name, the call, the local, its function."""
    bound = memoized(lambda text: frozenset(binding.name.start_byte for binding in grammar.scopes.bindings(text)))
    unread: dict[tuple[str, int, int], bool] = {}  # a local may have as many values as its function has calls
    for name in names:
        callee = grammar.callee(name) if grammar.is_mention(name) else None
        local = _local_of(grammar, callee.call) if callee is not None else None
        function = next(grammar.functions_around(local), None) if local is not None else None
        if callee is None or local is None or function is None:
            continue
        text = grammar.tree.text_of(local)
        bindings = grammar.scopes.visible(text, local)
        place = (text, function.id, bindings[0].scope.id if bindings else 0)
        if place not in unread:
            unread[place] = _is_unread(grammar, local, function, bound(text))
        if unread[place]:
            yield name, callee, local, function


def _local_of(grammar: LocalGrammar, call: Node) -> Node | None:
    """The local that an assignment gives a call's value to, at once or as one of several values."""
    inner = call
    for above in grammar.tree.ancestors(call):
        if above.type not in _VALUES:
            target = above.child_by_field_name(_TARGET_FIELDS.get(above.type, ""))
            is_local = target is not None and target != inner and target.type == "identifier"
            return target if is_local and not _is_passed_on(grammar, above) else None
        inner = above
    return None


def _is_passed_on(grammar: LocalGrammar, assignment: Node) -> bool:
    """Whether an assignment that is an expression gives its value to anything but the local, or to a test."""
    is_expression = assignment.type in _EXPRESSIONS
    return is_expression and not isinstance(role_of_value(grammar.grammar, assignment), (Alone, Tested))


def _is_unread(grammar: LocalGrammar, local: Node, function: Node, bound: frozenset[int]) -> bool:
    """Whether nothing in a function reads a local of its own, other than to give it its next value.

    `bound` are the places where something binds that name.
    """
    text = grammar.tree.text_of(local)
    bindings = grammar.scopes.visible(text, local)
    is_own = all(function.start_byte <= binding.scope.start_byte < function.end_byte for binding in bindings)
    if text.startswith("_") or not bindings or not is_own or grammar.tree.leaves_within(_READS_ALL, function):
        return False
    own = [range_of(binding.value) for binding in bindings if binding.value is not None]
    return not any(
        leaf.start_byte not in bound
        and _is_variable(grammar, leaf)
        and not any(value.start <= leaf.start_byte < value.end for value in own)
        and grammar.scopes.visible(text, leaf) == bindings
        for leaf in grammar.tree.leaves_within(text, function)
    )


def _is_variable(grammar: LocalGrammar, leaf: Node) -> bool:
    above = grammar.tree.parent(leaf)
    naming_field = _NAMING_FIELDS.get(above.type) if above is not None else None
    is_named = above is not None and naming_field is not None and above.child_by_field_name(naming_field) == leaf
    return leaf.type in _NAMES and not is_named


def _makes_context(grammar: LocalGrammar, callee: Callee) -> bool:
    """Whether a call only makes a context."""
    pure = grammar.tables.pure
    if callee.receiver is not None and grammar.tree.text_of(callee.name) in pure.methods:
        return is_context(grammar.tables, grammar.origins(callee.receiver))
    return function_of_contexts(grammar, callee) in pure.functions


def _first_parentless(
    grammar: LocalGrammar, calls: Iterable[SpanCall], local: Node, function: Node
) -> ByteRange | None:
    """The first call without a parent in the function of a local, where the local has its value.

    A local that is declared around the block that gives it the value has one behind that block, too.
    """
    ancestors = grammar.tree.ancestors(local)
    block = next((above for above in ancestors if above.type in grammar.blocks), function)
    scope = grammar.scopes.visible(grammar.tree.text_of(local), local)[0].scope
    behind = next((inner for inner, above in pairwise(ancestors) if above == scope), block)
    for call in calls:
        if call.at.start >= max(block.end_byte, scope.end_byte):
            return None
        if block.end_byte <= call.at.start < behind.end_byte:
            continue
        name = grammar.tree.leaf_at(call.at) if call.parent.state is ParentState.ABSENT else None
        is_here = name is not None and next(grammar.functions_around(name), None) == function
        if is_here and call.creator.takes_context and call.creator.absent == "ambient" and not call.is_decorator:
            return call.at
    return None
