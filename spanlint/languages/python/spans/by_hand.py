"""The creation calls of a Python file that are an activating call written out."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.python.contexts.rebased import entering, put_on_active
from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.python.spans.local_spans import member_of, span_locals
from spanlint.languages.spans.local_spans import call_node, is_started_alone, same_members
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.languages.spans.local_spans import SpanLocal
    from spanlint.model.facts import SpanCall


def by_hand(file: PythonFile, calls: tuple[SpanCall, ...]) -> Iterator[ByteRange]:
    """Yields the calls whose span the same function makes current on the active context, or holds across a `yield`."""
    for span in span_locals(file, calls):
        uses = [use for use in span.uses if scope_of(file.tree, use) == span.function]
        if any(_is_made_current(file, use) for use in uses) or _is_held_across_yield(file, span):
            yield span.call.at
    for call in filter(is_started_alone, calls):
        node = call_node(file.tree, call)
        members = _member_uses(file, node) if node is not None else ()
        if any(_is_made_current(file, use) for use in members):
            yield call.at


def _is_made_current(file: PythonFile, use: Node) -> bool:
    taken = put_on_active(file, use, file.tables.contexts.activating)
    return taken is not None or entering(file, use) is not None


def _member_uses(file: PythonFile, node: Node) -> Iterator[Node]:
    """Yields the later mentions, in the same function, of the attribute that a span is assigned to."""
    holder = file.tree.parent(node)
    target = holder.child_by_field_name("left") if holder is not None and holder.type == "assignment" else None
    if target is not None and target.type == "attribute":
        scope = scope_of(file.tree, node)
        for use in same_members(file.tree, target, scope):
            if scope_of(file.tree, use) == scope and use.start_byte > node.end_byte:
                yield use


def _is_held_across_yield(file: PythonFile, span: SpanLocal) -> bool:
    """Whether the function yields between the call and an end of the span."""
    ends = [use.start_byte for use in span.uses if member_of(file.tree, use) in file.tables.shapes.span_ends]
    last_end = span.until if span.is_entered else max(ends, default=0)
    yields = (leaf for leaf in file.tree.leaves_within("yield", span.function) if leaf.type == "yield")
    return any(
        span.node.end_byte <= leaf.start_byte < last_end and scope_of(file.tree, leaf) == span.function
        for leaf in yields
    )
