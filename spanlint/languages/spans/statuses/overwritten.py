"""The calls that set OK on a span that has failed, in any language."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.spans.statuses.moved_statements import moved_to_success
from spanlint.languages.spans.statuses.recorded_twice import ExceptionAnswers, ManagedBlock
from spanlint.languages.spans.statuses.status_events import Status, StatusEvent
from spanlint.languages.spans.statuses.status_sequences import StatusSequences
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.statuses import Overwritten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_FINALLY, _TRY = "finally_clause", "try_statement"
_HANDLERS = ("except", "catch")  # the beginnings of their types
_RAISES = frozenset({"raise_statement", "throw_statement"})


def overwritten(answers: ExceptionAnswers, sequences: StatusSequences) -> Iterator[Overwritten]:
    """Yields the calls of a file, in order of the spans."""
    known: set[int] = set()
    for pair in sequences.pairs(Status.ERROR, Status.OK):
        known.add(pair.second.call.start_byte)
        fact = _fact(answers, pair.second)
        yield fact._replace(error=range_of(pair.first.name))
    for events in sequences.events():
        for event in events:
            is_new = event.status is Status.OK and event.call.start_byte not in known
            managed = _managed_around_finally(answers, event) if is_new else None
            if managed is not None:
                fact = _fact(answers, event)
                yield fact._replace(manager=managed.manager.name, managed=range_of(managed.name))


def _fact(answers: ExceptionAnswers, event: StatusEvent) -> Overwritten:
    tree = answers.grammar.tree
    move = moved_to_success(tree, event.call)
    return Overwritten(range_of(event.name), tree.text_of(event.name), tree.text_of(event.span), move=move)


def _managed_around_finally(answers: ExceptionAnswers, event: StatusEvent) -> ManagedBlock | None:
    """What sets ERROR for an exception that passes the `finally` which a call is a statement of.

    None if a handler may keep each exception from it.
    """
    tree = answers.grammar.tree
    around = tree.ancestors(event.call)
    if len(around) < 4 or around[2].type != _FINALLY:
        return None
    handlers = [child for child in around[3].named_children if child.type.startswith(_HANDLERS)]
    if handlers and not any(_raises(tree, handler) for handler in handlers):
        return None
    managed = answers.managed(event.span)
    is_inside = managed is not None and managed.sets and managed.function == event.function
    return managed if is_inside and managed is not None and managed.block in around else None


def _raises(tree: SyntaxTree, handler: Node) -> bool:
    """Whether the last statement of a handler raises."""
    del tree
    block = next((child for child in reversed(handler.named_children) if child.type != "comment"), None)
    statements = [child for child in block.named_children if child.type != "comment"] if block is not None else []
    return bool(statements) and statements[-1].type in _RAISES
