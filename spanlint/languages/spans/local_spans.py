"""The spans that a function holds in a local, and which of them nothing makes current, in every language."""

from __future__ import annotations

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
    """A span that a call only starts and one name holds: the only thing it is ever given.

    `function` is the function around, or the file; `uses` are the other places where it is named, `until` the byte
    where the block ends that it is made for. `entered` says that a `with` ends it there; where that gives it no name,
    it has no uses. A span that is nothing but an argument is its own use.
    """

    call: SpanCall
    node: Node
    name: str
    function: Node
    uses: tuple[Node, ...]
    until: int
    entered: bool = False


class Ways(Record):
    """How a language is asked: for the member of a name that a use of it is (`span.end`), empty where it is anything
    else, and for the function around a call."""

    member: Callable[[Node], str]
    function: Callable[[Node], Node]


def is_started_alone(call: SpanCall) -> bool:
    """Whether a call only starts its span, and takes a context for its parent."""
    return call.creator.activates == "no" and call.creator.takes_context and not call.is_decorator


def call_node(tree: SyntaxTree, call: SpanCall) -> Node | None:
    """The node of a creation call."""
    name = tree.leaf_at(call.at)
    above = tree.ancestors(name) if name is not None else ()
    return next((each for each in above if (each.start_byte, each.end_byte) == call.call), None)


def never_current(
    tree: SyntaxTree, ways: Ways, spans: Iterable[SpanLocal], calls: Sequence[SpanCall]
) -> Iterator[NeverCurrent]:
    """The local spans that are only ever asked for their own methods while a span without a parent starts."""
    for span in spans:
        members = [ways.member(use) for use in span.uses]
        if not all(members):
            continue
        ends = [use.start_byte for use, name in zip(span.uses, members, strict=True) if name == "end"]
        until = min((end for end in ends if end > span.call.at.start), default=span.until if span.entered else 0)
        followers = tuple(call.at for call in calls if _follows(tree, ways, span, call, min(until, span.until)))
        if followers:
            yield NeverCurrent(span.call.at, span.name, followers)


def _follows(tree: SyntaxTree, ways: Ways, span: SpanLocal, call: SpanCall, until: int) -> bool:
    """Whether a call starts a span while the local one runs, in the same function, under whatever is active."""
    if not span.call.call.end <= call.at.start < until or call.parent.state is not ParentState.ABSENT:
        return False
    if not call.creator.takes_context or call.creator.absent != "ambient":
        return False
    node = call_node(tree, call)
    if node is None or ways.function(node) != span.function or _are_alternatives(span.call, call):
        return False
    opened = call.surroundings().opened_by
    return opened is None or opened.at.start < span.call.at.start


def _are_alternatives(one: SpanCall, other: SpanCall) -> bool:
    """Whether only one of two calls runs: they stand in two arms of one decision."""
    arms: dict[ByteRange, ByteRange] = {each.conditional: each.arm for each in one.details().branches}
    return any(arms.get(each.conditional, each.arm) != each.arm for each in other.details().branches)
