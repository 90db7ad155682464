"""The creation calls that are an activating call written out: the function around makes their span current itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spanlint.languages.contexts.span_activations import makes_current
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Member
from spanlint.languages.spans.local_spans import SpanLocal, call_node, same_members
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.facts import SpanCall


def handwritten_activations(
    grammar: PlaceGrammar, calls: Sequence[SpanCall], spans: Sequence[SpanLocal]
) -> Iterator[ByteRange]:
    """Yields the calls whose span the same function makes current on the active context, or holds across a `yield`.

    `spans` are those that names hold.
    """
    for span in spans:
        uses = [use for use in span.uses if grammar.scope_of(use) == span.function]
        if any(makes_current(grammar, use) for use in uses) or _is_held_across_yield(grammar, span):
            yield span.call.at
    for call in (call for call in calls if call.is_started_alone):
        node = call_node(grammar.tree, call)
        members = _member_uses(grammar, node) if node is not None else ()
        if any(makes_current(grammar, use) for use in members):
            yield call.at


def _member_uses(grammar: PlaceGrammar, node: Node) -> Iterator[Node]:
    """Yields the later mentions, in the same function, of the member that a span is assigned to."""
    target = grammar.assigned_to(node)
    member = grammar.value(target) if target is not None else None
    if isinstance(member, Member):
        function = grammar.scope_of(node)
        for use in same_members(grammar, member, function):
            if grammar.scope_of(use) == function and use.start_byte > node.end_byte:
                yield use


def _is_held_across_yield(grammar: PlaceGrammar, span: SpanLocal) -> bool:
    """Whether the function yields between the call and an end of the span."""
    span_ends = grammar.tables.shapes.span_ends
    ends = [use.start_byte for use in span.uses if grammar.member_read(use) in span_ends]
    last_end = span.until if span.is_entered else max(ends, default=0)
    leaves = grammar.tree.leaves_between("yield", span.node.end_byte, min(last_end, span.function.end_byte))
    return any(leaf.type == "yield" and grammar.scope_of(leaf) == span.function for leaf in leaves)
