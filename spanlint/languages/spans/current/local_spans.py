"""The spans that a function holds in a local, and those of them that are never made current."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.places import PlaceGrammar, mentions
from spanlint.languages.names.values import Nothing
from spanlint.languages.spans.chained_calls import after_chain
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record
from spanlint.model.activations import NeverCurrent
from spanlint.model.facts import ParentState, SpanCall
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class SpanLocal(Record):
    """A span that a call only starts and that one name holds; the name never gets another value.

    `function` is the enclosing function, or the file. `uses` are the other mentions of the name. `until` is the byte
    where the block of the span ends. `is_entered` says that a `with` ends the span there; if that `with` binds no
    name, there are no uses. A span that is only passed as an argument is its own use.
    """

    call: SpanCall
    node: Node
    name: str
    function: Node
    uses: tuple[Node, ...]
    until: int
    is_entered: bool = False


def call_node(tree: SyntaxTree, call: SpanCall) -> Node | None:
    """The node of a creation call."""
    return tree.noted.get(call.call)


def span_locals(grammar: PlaceGrammar, calls: Iterable[SpanCall]) -> Iterator[SpanLocal]:
    """Yields the spans of the calls that a name of their own, a `with` or another call holds, in order."""
    for call in (call for call in calls if call.is_started_alone):
        node = call_node(grammar.tree, call)
        if node is not None:
            yield from span_holders(grammar, call, node)


def span_holders(grammar: PlaceGrammar, call: SpanCall, node: Node) -> Iterator[SpanLocal]:
    """Yields what holds the span that an expression returns: a name of its own, a `with` or another call.

    Methods that return the span itself may be called on it before.
    """
    node = after_chain(grammar, node)
    function, target, statement = grammar.scope_of(node), grammar.assigned_to(node), grammar.entered_by(node)
    if statement is not None and target is None:
        yield SpanLocal(call, node, "", function, (), statement.end_byte, True)
    if grammar.argument_of(node) is not None:
        yield SpanLocal(call, node, "", function, (node,), node.end_byte)
    if target is None or not grammar.is_name(target) or not _is_only_value(grammar, target):
        return
    until = (statement or function).end_byte
    name, uses = grammar.tree.text_of(target), tuple(mentions(grammar, target))
    yield SpanLocal(call, node, name, function, uses, until, statement is not None)


def _is_only_value(grammar: PlaceGrammar, name: Node) -> bool:
    """Whether a name is a variable that holds nothing but what is assigned to it here."""
    bindings = grammar.visible(name)
    return bool(bindings) and all(binding.name == name or _is_empty(grammar, binding) for binding in bindings)


def _is_empty(grammar: PlaceGrammar, binding: Binding) -> bool:
    if binding.value is None:
        return binding.kind is Kind.VALUE
    return binding.kind in (Kind.VALUE, Kind.ASSIGNED) and isinstance(grammar.value(binding.value), Nothing)


def never_current(
    grammar: PlaceGrammar, spans: Iterable[SpanLocal], calls: Sequence[SpanCall]
) -> Iterator[NeverCurrent]:
    """Yields the local spans that are only used through their members while other spans start without a parent.

    The calls are in order of place.
    """
    starts = [call.at.start for call in calls]
    for span in spans:
        members = [grammar.member_read(use) for use in span.uses]
        if not all(members):
            continue
        uses = zip(span.uses, members, strict=True)
        ends = [use.start_byte for use, name in uses if name in grammar.tables.shapes.span_ends]
        until = min((end for end in ends if end > span.call.at.start), default=span.until if span.is_entered else 0)
        running = calls[bisect_left(starts, span.call.call.end) : bisect_left(starts, min(until, span.until))]
        followers = tuple(call.at for call in running if _follows(grammar, span, call))
        if followers:
            yield NeverCurrent(span.call.at, span.name, followers)


def _follows(grammar: PlaceGrammar, span: SpanLocal, call: SpanCall) -> bool:
    """Whether a call in the same function starts a span under the active context; the local span runs then."""
    if call.parent.state is not ParentState.ABSENT:
        return False
    if not call.creator.takes_context or call.creator.absent != "ambient":
        return False
    node = call_node(grammar.tree, call)
    if node is None or grammar.scope_of(node) != span.function or _are_alternatives(span.call, call):
        return False
    opened = call.surroundings().opened_by
    return opened is None or opened.at.start < span.call.at.start


def _are_alternatives(first: SpanCall, other: SpanCall) -> bool:
    """Whether only one of two calls runs, because they are in different arms of one conditional."""
    arms: dict[ByteRange, ByteRange] = {branch.conditional: branch.arm for branch in first.details().branches}
    return any(arms.get(branch.conditional, branch.arm) != branch.arm for branch in other.details().branches)
