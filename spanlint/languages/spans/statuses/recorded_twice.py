"""The calls that record an exception which what they leave records again, in any language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from spanlint.languages.calls.call_sites import Callee, CallGrammar
from spanlint.languages.flow.raising import raised_from
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Alone
from spanlint.languages.names.values import Call, Name
from spanlint.languages.spans.span_reader import SpanReader
from spanlint.languages.spans.statuses.removed_statements import Removal, removal_of, with_comment
from spanlint.languages.spans.statuses.span_ends import span_ends
from spanlint.languages.trees.tree import range_of
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.status_calls import RecordingManager
from spanlint.model.statuses import RecordedTwice
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class ManagedBlock(Record):
    """What records the exceptions that leave its `block`, on the span that a mention is of: a `with`, a decorated
    function or a callback. `name` is the name in the call, `function` the function that the block belongs to.

    `records` and `sets` are whether it is certain that it records them and sets the status.
    """

    manager: RecordingManager
    name: Node
    block: Node
    function: Node
    records: bool = True
    sets: bool = True


class ExceptionAnswers(Protocol):
    """What a language says of the exceptions of one file."""

    @property
    def file(self) -> CallGrammar:
        """The file's calls."""

    @property
    def grammar(self) -> PlaceGrammar:
        """The file's expressions and their places."""

    @property
    def reader(self) -> SpanReader:
        """What becomes of the spans of the file."""

    def managed(self, span: Node) -> ManagedBlock | None:
        """What records the exceptions that leave it on the span of an expression, or sets its status."""

    def handler(self, exception: Node) -> Node | None:
        """The clause that binds the name of an exception."""

    def removed(self, call: Node, exception: Node, removal: Removal) -> tuple[ByteRange, ...]:
        """What to delete so that the call that records an exception is gone, and what only it needs."""

    def is_seen(self, exception: Node, managed: ManagedBlock) -> bool:
        """Whether a manager certainly sees an exception of this type when it leaves."""

    def is_raise_of(self, raising: Node, exception: Node) -> bool:
        """Whether a statement raises the exception of a name, and no other."""


def recorded_twice(answers: ExceptionAnswers, recording: Callable[[], Sequence[Callee]]) -> Iterator[RecordedTwice]:
    """Yields those of the calls that record exceptions, in order; `recording` returns these."""
    tables = answers.grammar.tables.statuses
    is_managed = any(map(answers.grammar.tree.offsets, tables.managers))
    for callee in recording() if is_managed else ():
        call = answers.grammar.value(callee.call)
        exception = call.arguments.at(tables.recording[call.name]) if isinstance(call, Call) else None
        name = answers.grammar.value(exception) if exception is not None else None
        if callee.receiver is None or not isinstance(name, Name):
            continue
        found = _recorded_again(answers, callee, callee.receiver, name.node)
        if found is not None:
            yield found


def _recorded_again(answers: ExceptionAnswers, callee: Callee, span: Node, exception: Node) -> RecordedTwice | None:
    tree, grammar = answers.grammar.tree, answers.grammar
    managed = answers.managed(span) if isinstance(grammar.role(callee.call), Alone) else None
    if managed is None or not managed.records or grammar.function_of(callee.call) != managed.function:
        return None
    if not answers.is_seen(exception, managed):
        return None

    def is_same(at: tuple[int, int]) -> bool:
        raising = tree.root.descendant_for_byte_range(*at)
        return raising is not None and answers.is_raise_of(raising, exception)

    graph, place = answers.reader.graph(managed.function), callee.call.start_byte
    stops = span_ends(answers.reader, span, managed.function)
    raised = raised_from(graph, place, range_of(managed.block), is_same, stops)
    if raised is None:
        return None
    removal = removal_of(tree, callee.call)
    is_plain = len(callee.arguments.all()) == 1 and not (removal is not None and removal.has_comment)
    if removal is not None:
        removal = with_comment(tree.text, removal)
    return RecordedTwice(
        range_of(callee.name),
        tree.text_of(callee.name),
        tree.text_of(span),
        managed.manager.name,
        range_of(managed.name),
        raised,
        answers.removed(callee.call, exception, removal) if removal is not None else (),
        is_plain,
    )
