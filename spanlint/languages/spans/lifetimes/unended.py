"""The spans of a file that are not ended on every path, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import api_of_call, api_of_function
from spanlint.languages.flow.beginnings import Answers
from spanlint.languages.spans.lifetimes.endings import Ending, Fate, SpanUse, Unended, UseGrammar, ends_of_any, unended
from spanlint.languages.trees.tree import range_of
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import CALLBACK, ApiTables, Creator, Slot
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

    def callees(self, names: Iterable[str]) -> Iterable[Callee]:
        """The calls of functions and methods with these names."""

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""

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

    def conditions(self, call: Node, function: Node) -> Answers:
        """The answers to the conditions on which the expression around a call evaluates it."""

    def is_tested(self, node: Node) -> bool:
        """Whether a node is in a test: what it leaves without an end is left to the test runner."""

    def managers(self, place: ByteRange) -> frozenset[str]:
        """The names of everything that wraps the generator function around a yield."""

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements to put into a `try` whose `finally` ends the span."""


_TRACER = re.compile(r"tracer(?:\([^()]*\))?$", re.IGNORECASE)


class OpenSpan(Record):
    """A value that is not ended on every path, and the name that holds it, if one does."""

    name: Node | None
    unended: Unended


def unended_spans(reader: LifetimeReader, calls: tuple[SpanCall, ...]) -> Iterator[UnendedSpan]:
    """Yields the spans that are not ended on every path, in order of place."""
    for call in calls:
        creator = call.creator
        is_known = (creator.ends or creator.on_exit) and not call.is_decorator
        node = reader.call_at(call.call) if is_known else None
        is_left_open = node is not None and creator.on_exit is not None and reader.is_left_open(node, creator.on_exit)
        if node is None or not (creator.ends or is_left_open) or reader.is_tested(node):
            continue
        # A creator without `ends` is here because its `with` is left open.
        ends, others = creator.ends or min(reader.tables.shapes.span_ends, default=""), frozenset(creator.other_ends)
        ending = Ending(ends, is_ended_by_with=True, is_left_open=is_left_open, others=others)
        open_span = _open_span(reader, call, node, ending)
        if open_span is not None and not reader.is_traced(node):
            ending = ending._replace(others=ends_of_any(reader.tables))
            open_span = _open_span(reader, call, node, ending)
        if open_span is None:
            continue
        # Any function that is called inside a `with` can get the current span and end it.
        if not open_span.unended.is_ended and (is_left_open or not _must_end_here(reader, call, node)):
            continue
        unended_span = unended_span_of(reader, call.at, creator.method, open_span, ending)
        is_in_callback = creator.activates == CALLBACK
        enclosable = enclosable_of(reader, node, open_span) if not is_in_callback else None
        yield unended_span._replace(simple=enclosable, unended=creator.unended)


def _open_span(reader: LifetimeReader, call: SpanCall, node: Node, ending: Ending) -> OpenSpan | None:
    is_in_callback = call.creator.activates == CALLBACK
    return _unended_in_callback(reader, node, ending) if is_in_callback else unended_value(reader, node, ending)


def enclosable_of(reader: LifetimeReader, node: Node, open_span: OpenSpan) -> Enclosable | None:
    """The statements to put into a `try`, if the span is local and a name holds it."""
    unended_here = open_span.unended
    is_simple = open_span.name is not None and unended_here.is_local and unended_here.uncalled is None
    return reader.enclosable(node, unended_here.ends) if is_simple else None


def unended_starts(reader: LifetimeReader) -> Iterator[UnendedSpan]:
    """Yields the spans of other libraries that are not ended on every path, where only that is judged."""
    for callee in reader.callees(reader.tables.starts):
        is_local = reader.function_of(callee.call) is not None
        api = (api_of_call(reader, callee) or api_of_function(reader, callee)) if is_local else ""
        starts = reader.tables.starts[reader.tree.text_of(callee.name)]
        start = next((start for start in starts if start.api == api), None)
        if start is None or reader.is_tested(callee.call):
            continue
        ending = Ending(start.ends, is_ended_by_with=True, others=ends_of_any(reader.tables))
        open_span = unended_value(reader, callee.call, ending)
        if open_span is None:
            continue
        # Other code can find the active span and end it.
        if start.is_active and not open_span.unended.is_ended:
            continue
        unended_span = unended_span_of(reader, range_of(callee.name), start.name, open_span, ending)
        yield unended_span._replace(simple=enclosable_of(reader, callee.call, open_span), unended=start.unended)


def ending_by_caller(tables: ApiTables, creator: Creator) -> Ending:
    """What ends a span that a function of the project starts for its caller."""
    return Ending(creator.ends, is_ended_by_with=True, others=ends_of_any(tables))


def unended_span_of(
    reader: LifetimeReader, at: ByteRange, method: str, open_span: OpenSpan, ending: Ending
) -> UnendedSpan:
    """The fact about a span; `at` is the name of the method or function that starts it."""
    unended_here = open_span.unended
    last_end = unended_here.ends[-1] if unended_here.ends else None
    return UnendedSpan(
        at,
        method,
        reader.tree.text_of(open_span.name) if open_span.name is not None else "",
        last_end,
        unended_here.exit,
        is_ended_later=unended_here.is_ended_later,
        by=unended_here.by,
        uncalled=unended_here.uncalled,
        managers=managers_at(reader, unended_here.exit),
        end=_written_end(reader, ending, last_end),
    )


def _written_end(reader: LifetimeReader, ending: Ending, last_end: ByteRange | None) -> str:
    """The method that ends the span where it is ended; else the one that ends a span of its library."""
    mention = reader.tree.leaf_at(last_end) if last_end is not None else None
    above = reader.tree.parent(mention) if mention is not None else None
    written = reader.tree.text_of(above).rpartition(".")[2] if above is not None else ""
    return written if written in ending.others else ending.method


def _must_end_here(reader: LifetimeReader, call: SpanCall, node: Node) -> bool:
    """Whether a span that this file never ends must be ended here; another library's tracer may end it itself."""
    is_named = call.creator.activates != CALLBACK and is_tracer_by_name(reader, call.receiver, node)
    return is_named or reader.is_traced(node)


def is_tracer_by_name(reader: LifetimeReader, receiver: str, call: Node) -> bool:
    """Whether the text of what starts a span says that it is a tracer like OpenTelemetry's."""
    return _TRACER.search(receiver) is not None and reader.takes_name(call)


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
        return OpenSpan(None, Unended()) if fate in (Fate.DROPPED, Fate.STORED) else None
    unended_here = unended(reader, fate, ending, call, function, reader.conditions(call, function))
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
