"""The spans that a function holds in a local, and those of them that are never made current, in any language."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

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


class SpanQueries(Record):
    """A language's queries.

    `member` returns the name of the member that a use accesses (`span.name`), or empty if it accesses none. `function`
    returns the function around a call. `ends` are the methods that end a span.
    """

    member: Callable[[Node], str]
    function: Callable[[Node], Node]
    ends: frozenset[str]


def is_started_alone(call: SpanCall) -> bool:
    """Whether a call only starts its span and takes a context for its parent."""
    return call.creator.activates == "no" and call.creator.takes_context and not call.is_decorator


def call_node(tree: SyntaxTree, call: SpanCall) -> Node | None:
    """The node of a creation call."""
    name = tree.leaf_at(call.at)
    above = tree.ancestors(name) if name is not None else ()
    return next((ancestor for ancestor in above if (ancestor.start_byte, ancestor.end_byte) == call.call), None)


def same_members(tree: SyntaxTree, member: Node, function: Node) -> Iterator[Node]:
    """Yields the mentions of a member (`self.span`) in a function that are written in the same way, itself included."""
    text = tree.text_of(member)
    for leaf in tree.leaves_within(tree.text_of(member.named_children[-1]), function):
        above = tree.parent(leaf)
        if above is not None and above.type == member.type and tree.text_of(above) == text:
            yield above


def never_current(
    tree: SyntaxTree, queries: SpanQueries, spans: Iterable[SpanLocal], calls: Sequence[SpanCall]
) -> Iterator[NeverCurrent]:
    """Yields the local spans that are only used through their members while other spans start without a parent.

    The calls are in order of place.
    """
    starts = [call.at.start for call in calls]
    for span in spans:
        members = [queries.member(use) for use in span.uses]
        if not all(members):
            continue
        ends = [use.start_byte for use, name in zip(span.uses, members, strict=True) if name in queries.ends]
        until = min((end for end in ends if end > span.call.at.start), default=span.until if span.is_entered else 0)
        running = calls[bisect_left(starts, span.call.call.end) : bisect_left(starts, min(until, span.until))]
        followers = tuple(call.at for call in running if _follows(tree, queries, span, call))
        if followers:
            yield NeverCurrent(span.call.at, span.name, followers)


def _follows(tree: SyntaxTree, queries: SpanQueries, span: SpanLocal, call: SpanCall) -> bool:
    """Whether a call in the same function starts a span under the active context; the local span runs then."""
    if call.parent.state is not ParentState.ABSENT:
        return False
    if not call.creator.takes_context or call.creator.absent != "ambient":
        return False
    node = call_node(tree, call)
    if node is None or queries.function(node) != span.function or _are_alternatives(span.call, call):
        return False
    opened = call.surroundings().opened_by
    return opened is None or opened.at.start < span.call.at.start


def _are_alternatives(first: SpanCall, other: SpanCall) -> bool:
    """Whether only one of two calls runs, because they are in different arms of one conditional."""
    arms: dict[ByteRange, ByteRange] = {branch.conditional: branch.arm for branch in first.details().branches}
    return any(arms.get(branch.conditional, branch.arm) != branch.arm for branch in other.details().branches)
