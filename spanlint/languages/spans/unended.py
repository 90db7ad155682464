"""The spans of a file that are not ended on every path, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.origins import last_name
from spanlint.languages.spans.endings import Ending, Fate, SpanUse, Unended, UseGrammar, unended
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import CALLBACK, ApiTables, Slot
from spanlint.model.facts import SpanCall
from spanlint.model.flow import Exit, ExitKind
from spanlint.model.lifetimes import Enclosable, UnendedSpan
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class LifetimeReader(UseGrammar, Protocol):
    """The questions about spans that a language answers about one file."""

    tables: ApiTables

    def call_at(self, place: ByteRange) -> Node | None:
        """The call that covers exactly these bytes."""

    def callback(self, call: Node) -> tuple[Node, Node | None] | None:
        """The function that a call runs with the span, and the parameter that receives it.

        None if the function cannot be read or gets the span in another way.
        """

    def results(self, function: Node) -> list[Node]:
        """The values that a call of a function evaluates to; none for an asynchronous function or a generator."""

    def is_left_open(self, call: Node, on_exit: Slot) -> bool:
        """Whether an argument says that a `with` of the call does not end its span."""

    def takes_name(self, call: Node) -> bool:
        """Whether the first argument may be a name; other libraries describe their spans by an object."""

    def is_traced(self, call: Node) -> bool:
        """Whether the call is certainly OpenTelemetry's; another tracer may end the span of a callback itself."""

    def is_tested(self, node: Node) -> bool:
        """Whether a node is in a test, whose spans end with it."""

    def managers(self, place: ByteRange) -> frozenset[str]:
        """The names of everything that wraps the generator function around a yield."""

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements to put into a `try` whose `finally` ends the span."""


_UNWRITTEN_EXITS = frozenset(
    {ExitKind.CALL, ExitKind.WAIT, ExitKind.REJECT, ExitKind.CANCEL, ExitKind.CLOSE, ExitKind.BODY}
)
_TRACER = re.compile(r"tracer(?:\([^()]*\))?$", re.IGNORECASE)


class OpenSpan(Record):
    """A value that is not ended on every path, and the name that holds it, if one does."""

    name: Node | None
    unended: Unended


def is_known_tracer(tables: ApiTables, origin: str) -> bool:
    """Whether an origin is a known library's tracer."""
    api = api_of(tables.apis, origin)
    return api is not None and last_name(origin) in api.tracers


def unended_spans(reader: LifetimeReader, calls: tuple[SpanCall, ...]) -> Iterator[UnendedSpan]:
    """Yields the spans that are not ended on every path, in order of place."""
    for call in calls:
        creator = call.creator
        is_known = (creator.ends or creator.on_exit) and not call.is_decorator
        node = reader.call_at(call.call) if is_known else None
        is_left_open = node is not None and creator.on_exit is not None and reader.is_left_open(node, creator.on_exit)
        if node is None or not (creator.ends or is_left_open):
            continue
        ends = creator.ends or min(
            reader.tables.shapes.span_ends, default=""
        )  # a creator without `ends` is here because its `with` is left open
        ending = Ending(ends, is_ended_by_with=True, is_left_open=is_left_open)
        is_in_callback = call.creator.activates == CALLBACK
        open_span = (
            _unended_in_callback(reader, node, ending) if is_in_callback else unended_value(reader, node, ending)
        )
        if open_span is None or is_left_to_test_runner(reader, node, open_span.unended):
            continue
        # Any function that is called inside a `with` can get the current span and end it.
        if not open_span.unended.is_ended and (is_left_open or not _must_end_here(reader, call, node)):
            continue
        yield _unended_span(reader, call, node, open_span)


def _unended_span(reader: LifetimeReader, call: SpanCall, node: Node, open_span: OpenSpan) -> UnendedSpan:
    unended_here = open_span.unended
    name = reader.tree.text_of(open_span.name) if open_span.name is not None else ""
    may_be_enclosed = unended_here.is_local and unended_here.uncalled is None and call.creator.activates != CALLBACK
    return UnendedSpan(
        call.at,
        call.creator.method,
        name,
        unended_here.ends[-1] if unended_here.ends else None,
        unended_here.exit,
        reader.enclosable(node, unended_here.ends) if name and may_be_enclosed else None,
        unended_here.is_ended_later,
        unended_here.by,
        unended_here.uncalled,
        managers_at(reader, unended_here.exit),
    )


def _must_end_here(reader: LifetimeReader, call: SpanCall, node: Node) -> bool:
    """Whether a span that this file never ends must be ended here; another library's tracer may end it itself."""
    is_tracer_by_name = call.creator.activates != CALLBACK and _TRACER.search(call.receiver) is not None
    return (is_tracer_by_name and reader.takes_name(node)) or reader.is_traced(node)


def is_left_to_test_runner(reader: LifetimeReader, call: Node, unended: Unended) -> bool:
    """Whether a test leaves the end to its runner: nothing ends the value, or no exit that is written down skips it."""
    return (unended.exit is None or unended.exit.kind in _UNWRITTEN_EXITS) and reader.is_tested(call)


def managers_at(reader: LifetimeReader, exit_found: Exit | None) -> frozenset[str]:
    """The names of everything that wraps the generator that an exit closes; empty for any other exit."""
    is_closed = exit_found is not None and exit_found.kind is ExitKind.CLOSE
    return reader.managers(exit_found.at) if exit_found is not None and is_closed and exit_found.at else frozenset()


def unended_value(reader: LifetimeReader, call: Node, ending: Ending) -> OpenSpan | None:
    """How a call's result is left without an end; None if it is always ended, or that is unclear."""
    fate, function = reader.fate(call, ending), reader.function_of(call)
    if function is None:
        return None
    if isinstance(fate, Fate):
        return OpenSpan(None, Unended()) if fate is Fate.DROPPED else None
    unended_here = unended(reader, fate, ending, call, function)
    return OpenSpan(fate, unended_here) if unended_here is not None else None


def _is_handed_out(reader: LifetimeReader, function: Node, parameter: Node, ending: Ending) -> bool:
    """Whether a callback does nothing with its span but to return it, so that the call evaluates to the span."""
    results = reader.results(function)
    uses = [mention for mention in reader.mentions(parameter, function) or () if mention != parameter]
    kept = [mention for mention in uses if reader.use(mention, ending) is not SpanUse.NEUTRAL]
    return bool(kept) and set(kept) == set(results)


def _unended_in_callback(reader: LifetimeReader, call: Node, ending: Ending) -> OpenSpan | None:
    callback = reader.callback(call)
    if callback is None:
        return None
    function, parameter = callback
    if parameter is None:
        return OpenSpan(None, Unended())
    if _is_handed_out(reader, function, parameter, ending):
        return unended_value(reader, call, ending)
    unended_here = unended(reader, parameter, ending, None, function)
    return OpenSpan(parameter, unended_here) if unended_here is not None else None
