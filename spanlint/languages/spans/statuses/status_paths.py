"""Which paths lead from one call that sets a status to another one, in any language."""

from __future__ import annotations

from spanlint.languages.flow.graph import Edge
from spanlint.languages.flow.sequels import Sequel
from spanlint.languages.names.roles import Awaited
from spanlint.languages.names.runs import Run, RunKind
from spanlint.languages.names.values import Name, role_of_value
from spanlint.languages.spans.lifetimes.callbacks import nested_in
from spanlint.languages.spans.span_reader import SpanReader
from spanlint.languages.spans.statuses.free_conditions import FreeConditions, ReadConditions
from spanlint.languages.spans.statuses.iterated_names import conditions_around, iterated_names
from spanlint.languages.spans.statuses.span_ends import span_ends
from spanlint.languages.spans.statuses.status_events import SpanKey, Status, StatusEvent, bound_at, span_key
from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_REJECTING = "reject"


class Stops(Record):
    """The bytes of a function where a span ends or its name gets another, and those where the name is mentioned."""

    stops: frozenset[int]
    mentions: frozenset[int]


class StatusPaths:
    """The paths of a file."""

    def __init__(self, reader: SpanReader) -> None:
        self.reader = reader
        self._stops: dict[tuple[str, SpanKey, int], Stops] = {}
        self._conditions: dict[int, ReadConditions] = {}
        self._runs: dict[int, Run | None] = {}
        self._around: dict[int, list[ByteRange]] = {}

    def run(self, function: Node) -> Run | None:
        """How a function that is passed to a call is run, also if that is for each item of a list."""
        if function.id not in self._runs:
            self._runs[function.id] = self.reader.run(function) or self.reader.grammar.run_for_each(function)
        return self._runs[function.id]

    def runner(self, event: StatusEvent) -> Node | None:
        """The function that runs the callback around a call at once; None if the function around is run otherwise."""
        run = self.run(event.function)
        return self.reader.function_of(event.function) if run is not None and run.kind is RunKind.NOW else None

    def follows(self, first: StatusEvent, second: StatusEvent, may_throw: bool, follow: frozenset[Edge]) -> bool:
        """Whether a path leads from one call to another one that is in another function."""
        return self._leads(first, second, may_throw, follow) and not self.is_for_none(first, second)

    def _leads(self, first: StatusEvent, second: StatusEvent, may_throw: bool, follow: frozenset[Edge]) -> bool:
        if self.runner(second) == first.function:
            is_entered = self.sequel(first).reaches(
                first.call.start_byte, frozenset({second.function.start_byte}), follow, may_throw
            )
            inside = self.sequel(first, within=second.function)
            return is_entered and inside.reaches_at_once(frozenset({second.call.start_byte}))
        run = self.run(first.function)
        if run is None or run.kind not in (RunKind.REJECTED, RunKind.NOW):
            return False
        own = nested_in(self.reader, first.call, second.function)
        if own is not None and own == first.function:
            goals = frozenset({second.call.start_byte})
            is_reached = self.sequel(second, first.function).reaches(first.function.start_byte, goals)
            return is_reached and self.ends_callback(first, run)
        return run.kind is RunKind.REJECTED and self._follows_promise(run, first, second)

    def is_for_none(self, first: StatusEvent, second: StatusEvent) -> bool:
        """Whether the second call is made for each of some items, and a condition around the first reads the items."""
        place = second.function if self.runner(second) == first.function else second.call
        iterated = iterated_names(self.reader.grammar, place, first.function)
        conditions = self._conditions_around(first) if iterated else ()
        reading = self._conditions_of(first.function) if iterated else None
        return reading is not None and any(not iterated.isdisjoint(reading.read(at)) for at in conditions)

    def _conditions_around(self, event: StatusEvent) -> list[ByteRange]:
        """The conditions on which it depends whether a call runs."""
        place = event.call.start_byte
        if place not in self._around:
            self._around[place] = list(conditions_around(self.reader.graph(event.function), place))
        return self._around[place]

    def sequel(self, event: StatusEvent, place: Node | None = None, within: Node | None = None) -> Sequel:
        """What runs after a place in the function of an event: after its call, if no place is given.

        `within` is a callback that the function runs at once, if that is what runs.
        """
        function = event.function
        text, stops = self.stops(event, within)
        free = self.conditions(event, text, place)
        return Sequel(self.reader.graph(within or function), stops.stops, free.is_free, stops.mentions)

    def stops(self, event: StatusEvent, within: Node | None = None) -> tuple[str, Stops]:
        """The name of the span of an event, and the bytes at which paths from its call end."""
        span, key = self.reader.grammar.value(event.span), span_key(self.reader.grammar, event.span)
        text = span.text if isinstance(span, Name) else key.text
        return text, self._stops_of(event.span, key, text, within or event.function)

    def conditions(self, event: StatusEvent, text: str, place: Node | None = None) -> FreeConditions:
        """The conditions of the function of an event, seen from a place in it, or from its call."""
        has_failed = event.status is Status.ERROR
        read, grammar = self._conditions_of(event.function), self.reader.grammar
        return FreeConditions(read, grammar, event.function, place or event.call, text, has_failed)

    def _stops_of(self, span: Node, key: SpanKey, text: str, function: Node) -> Stops:
        known = self._stops.get((text, key, function.id))
        if known is None:
            stops = span_ends(self.reader, span, function) | bound_at(self.reader.grammar, span)
            mentions = frozenset(leaf.start_byte for leaf in self.reader.grammar.mentions(text, function))
            known = self._stops[text, key, function.id] = Stops(stops, mentions)
        return known

    def _conditions_of(self, function: Node) -> ReadConditions:
        known = self._conditions.get(function.id)
        if known is None:
            graph = self.reader.graph(function)
            known = self._conditions[function.id] = ReadConditions(self.reader.grammar, graph)
        return known

    def ends_callback(self, event: StatusEvent, run: Run) -> bool:
        """Whether the function around the callback of a call goes on when the callback is done.

        It does not if the callback hands on a promise that is rejected, or is the executor of one.
        """
        if run.kind is RunKind.NOW:
            is_over = run.throws_here and run.call.type in self.reader.grammar.types.calls
        else:
            is_over = isinstance(role_of_value(self.reader.grammar, run.call), Awaited)
        if not is_over or not self.sequel(event).ends_normally(event.call.start_byte):
            return False
        returned = map(self.reader.tree.text_of, self.reader.grammar.returns(event.function))
        return not any(_REJECTING in text for text in returned)

    def _follows_promise(self, run: Run, first: StatusEvent, second: StatusEvent) -> bool:
        """Whether the second call is in a callback of the promise that the callback of the first results in."""
        later = self.run(second.function)
        if later is None or later.promise is None or run.call.id == later.call.id:
            return False
        if not later.promise.start_byte <= run.call.start_byte < run.call.end_byte <= later.promise.end_byte:
            return False
        if later.kind is RunKind.FULFILLED:
            is_reached = self.sequel(first).ends_normally(first.call.start_byte)
        else:
            is_reached = later.kind is RunKind.SETTLED
        goals = frozenset({second.call.start_byte})
        return is_reached and self.sequel(second).reaches_at_once(goals)
