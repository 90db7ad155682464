"""The creation calls that are an activating call written out: the function around makes their span current itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spanlint.languages.contexts.span_activations import makes_current
from spanlint.languages.names.bindings import reaching_bindings
from spanlint.languages.names.places import PlaceGrammar, mentions, same_members
from spanlint.languages.names.roles import Assigned, Managed, Part, Returned
from spanlint.languages.names.values import Member, Name, role_of_value
from spanlint.languages.spans.forwarded_parents import SpanFile, calls_in_file
from spanlint.languages.spans.local_spans import SpanLocal, call_node
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.facts import SpanCall


def handwritten_activations(
    file: SpanFile, calls: Sequence[SpanCall], spans: Sequence[SpanLocal]
) -> Iterator[ByteRange]:
    """Yields the calls whose span the same function makes current on the active context, or holds across a `yield`.

    A function that only returns a span leaves it to those that call it: in the file, all of them do one of these.
    `spans` are those that names hold.
    """
    held = {span.call.at for span in spans if _is_held_across_yield(file.grammar, span)}
    for call in (call for call in calls if call.is_started_alone):
        node = call_node(file.tree, call)
        if call.at in held or (node is not None and (_is_made_current(file.grammar, node) or _by_callers(file, node))):
            yield call.at


def _is_made_current(grammar: PlaceGrammar, node: Node) -> bool:
    """Whether the function around a call makes the span that it returns current."""
    return any(makes_current(grammar, _whole(grammar, use)) for use in (node, *_later_uses(grammar, node)))


def _by_callers(file: SpanFile, node: Node) -> bool:
    """Whether the function around a call only returns its span, and every call of it in the file is in a function that
    makes the span current. A span that a member keeps may be returned again later."""
    grammar, function = file.grammar, file.grammar.scope_of(node)
    if any(isinstance(grammar.value(target), Member) for target in _targets(grammar, node)):
        return False
    values = (node, *_later_uses(grammar, node))
    is_returned = any(isinstance(role_of_value(grammar, value), Returned) for value in values)
    callers = [callee.call for callee in calls_in_file(file, function)] if is_returned else []
    return bool(callers) and all(_is_made_current(grammar, caller) for caller in callers)


def _whole(grammar: PlaceGrammar, node: Node) -> Node:
    """An expression with the parentheses, the casts and the alternatives around it."""
    role = grammar.role(node)
    while isinstance(role, Part):
        node = role.outer
        role = grammar.role(node)
    return node


def _targets(grammar: PlaceGrammar, node: Node) -> Iterator[Node]:
    """Yields what an expression is assigned to, in `a = b = value` both."""
    outer: Node | None = node
    while outer is not None:
        role = role_of_value(grammar, outer)
        target = role.target if isinstance(role, Assigned | Managed) else None
        outer = role.outer if isinstance(role, Assigned) else None
        if target is not None:
            yield target


def _later_uses(grammar: PlaceGrammar, node: Node) -> Iterator[Node]:
    """Yields the later mentions, in the same function, of the names and the members that get a value."""
    function = grammar.scope_of(node)
    for target in _targets(grammar, node):
        for use in _mentions(grammar, target, function):
            if grammar.scope_of(use) == function and use.start_byte > node.end_byte:
                yield use


def _mentions(grammar: PlaceGrammar, target: Node, function: Node) -> Iterator[Node]:
    """Yields the mentions of what an assignment sets that may read the value which it gets there."""
    holder = grammar.value(target)
    if isinstance(holder, Member):
        yield from same_members(grammar, holder, function)
    for use in mentions(grammar, target) if isinstance(holder, Name) else ():
        if any(binding.name == target for binding in reaching_bindings(grammar.tree, grammar.visible(use), use)):
            yield use


def _is_held_across_yield(grammar: PlaceGrammar, span: SpanLocal) -> bool:
    """Whether the function yields between the call and an end of the span."""
    span_ends = grammar.tables.shapes.span_ends
    ends = [use.start_byte for use in span.uses if grammar.member_read(use) in span_ends]
    last_end = span.until if span.is_entered else max(ends, default=0)
    leaves = grammar.tree.leaves_between("yield", span.node.end_byte, min(last_end, span.function.end_byte))
    return any(leaf.type == "yield" and grammar.scope_of(leaf) == span.function for leaf in leaves)
