"""The spans of a file that are left without an end, found the same way in every language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.origins import last_name
from spanlint.languages.spans.endings import Ending, Fate, Grammar, Unended, unended
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import ApiTables, Slot
from spanlint.model.facts import SpanCall
from spanlint.model.flow import Way
from spanlint.model.lifetimes import Enclosable, UnendedSpan
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class Reader(Grammar, Protocol):
    """What is asked of one file beside what becomes of its values."""

    tables: ApiTables

    def call_at(self, place: ByteRange) -> Node | None:
        """The call that covers exactly these bytes."""

    def callback(self, call: Node) -> tuple[Node, Node | None] | None:
        """The function that a call runs with the span, and the parameter that takes it; None where it cannot be read,
        or finds the span otherwise."""

    def is_left_open(self, call: Node, on_exit: Slot) -> bool:
        """Whether an argument says that a `with` of the call does not end its span."""

    def takes_name(self, call: Node) -> bool:
        """Whether the first argument may be a name: other libraries' spans are described by an object."""

    def is_traced(self, call: Node) -> bool:
        """Whether the call is OpenTelemetry's beyond doubt: another tracer may end the span of a callback itself."""

    def is_tested(self, node: Node) -> bool:
        """Whether a node stands in a test, whose spans end with it."""

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements that a `finally` can be put around."""


_END = "end"  # of a span that its `with` leaves open
_TRACER = re.compile(r"tracer(?:\([^()]*\))?$", re.IGNORECASE)


class Left(Record):
    """What is left without an end, and the name that holds it, if one does."""

    name: Node | None
    left: Unended


def is_tracer(tables: ApiTables, origin: str) -> bool:
    """Whether an origin is a known library's tracer."""
    api = api_of(tables.apis, origin)
    return api is not None and last_name(origin) in api.tracers


def spans(reader: Reader, calls: tuple[SpanCall, ...]) -> Iterator[UnendedSpan]:
    """The spans that are left without an end, in order of place."""
    for call in calls:
        creator = call.creator
        known = (creator.ends or creator.on_exit) and not call.is_decorator
        node = reader.call_at(call.call) if known else None
        opened = node is not None and creator.on_exit is not None and reader.is_left_open(node, creator.on_exit)
        if node is None or not (creator.ends or opened):
            continue
        ending = Ending(creator.ends or _END, entered=True, opened=opened)
        in_callback = call.creator.activates == "callback"
        found = _of_callback(reader, node, ending) if in_callback else of_value(reader, node, ending)
        if found is None or is_meant(reader, node, found.left):
            continue
        # What a `with` has made current, any function that is called in it can take up and end.
        if not found.left.ended and (opened or not _is_sure(reader, call, node)):
            continue
        ended = found.left.ends[-1] if found.left.ends else None
        name = reader.tree.text_of(found.name) if found.name is not None else ""
        simple = reader.enclosable(node, found.left.ends) if name and found.left.local and not in_callback else None
        yield UnendedSpan(call.at, call.creator.method, name, ended, found.left.exit, simple)


def _is_sure(reader: Reader, call: SpanCall, node: Node) -> bool:
    """Whether a span that nothing here ends is one that has to be: a tracer of another kind may end it itself."""
    by_name = call.creator.activates != "callback" and _TRACER.search(call.receiver) is not None
    return (by_name and reader.takes_name(node)) or reader.is_traced(node)


def is_meant(reader: Reader, call: Node, left: Unended) -> bool:
    """Whether a test leaves something to its runner: what it never ends, and what fails there."""
    return (left.exit is None or left.exit.way in (Way.WAIT, Way.CALL)) and reader.is_tested(call)


def of_value(reader: Reader, call: Node, ending: Ending) -> Left | None:
    """How what a call gives is left without an end; None where it is not, or nobody can tell."""
    fate, function = reader.fate(call, ending), reader.function_of(call)
    if function is None:
        return None
    if isinstance(fate, Fate):
        return Left(None, Unended()) if fate is Fate.DROPPED else None
    left = unended(reader, fate, ending, call, function)
    return Left(fate, left) if left is not None else None


def _of_callback(reader: Reader, call: Node, ending: Ending) -> Left | None:
    found = reader.callback(call)
    if found is None:
        return None
    function, parameter = found
    if parameter is None:
        return Left(None, Unended())
    left = unended(reader, parameter, ending, None, function)
    return Left(parameter, left) if left is not None else None
