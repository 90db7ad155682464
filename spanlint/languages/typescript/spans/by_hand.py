"""The creation calls of a TypeScript or JavaScript file that are an activating call written out."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.spans.local_spans import call_node, is_started_alone, same_members
from spanlint.languages.typescript.contexts.rebased import put_on_active
from spanlint.languages.typescript.spans.local_spans import function_around, member_of, span_locals
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.spans.local_spans import SpanLocal
    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.facts import SpanCall


def by_hand(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Iterator[ByteRange]:
    """Yields the calls whose span the same function makes current on the active context, or holds across a `yield`."""
    activating = file.tables.contexts.activating
    for span in span_locals(file, calls):
        uses = [use for use in span.uses if function_around(file.tree, use) == span.function]
        is_made_current = any(put_on_active(file, use, activating) is not None for use in uses)
        if is_made_current or _is_held_across_yield(file, span):
            yield span.call.at
    for call in filter(is_started_alone, calls):
        node = call_node(file.tree, call)
        members = _member_uses(file, node) if node is not None else ()
        if any(put_on_active(file, use, activating) is not None for use in members):
            yield call.at


def _member_uses(file: TypeScriptFile, node: Node) -> Iterator[Node]:
    """Yields the later mentions, in the same function, of the member that a span is assigned to."""
    holder = file.tree.parent(node)
    is_assigned = holder is not None and holder.type == "assignment_expression"
    target = holder.child_by_field_name("left") if holder is not None and is_assigned else None
    if target is not None and target.type == "member_expression":
        function = function_around(file.tree, node)
        for use in same_members(file.tree, target, function):
            if function_around(file.tree, use) == function and use.start_byte > node.end_byte:
                yield use


def _is_held_across_yield(file: TypeScriptFile, span: SpanLocal) -> bool:
    """Whether the function yields between the call and an end of the span."""
    ends = [use.start_byte for use in span.uses if member_of(file.tree, use) in file.tables.shapes.span_ends]
    yields = (leaf for leaf in file.tree.leaves_within("yield", span.function) if leaf.type == "yield")
    return any(
        span.node.end_byte <= leaf.start_byte < max(ends, default=0)
        and function_around(file.tree, leaf) == span.function
        for leaf in yields
    )
