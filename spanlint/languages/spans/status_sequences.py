"""The statuses that are set on one span one after the other, in any language."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence

from spanlint.languages.flow.graph import Edge
from spanlint.languages.flow.sequels import NORMAL, Sequel
from spanlint.languages.names.roles import Awaited
from spanlint.languages.names.runs import Run, RunKind
from spanlint.languages.names.values import Name, role_of_value
from spanlint.languages.spans.callbacks import nested_in
from spanlint.languages.spans.free_conditions import FreeConditions, ReadConditions
from spanlint.languages.spans.imported_statuses import spans_marked_good
from spanlint.languages.spans.iterated_names import conditions_around, iterated_names
from spanlint.languages.spans.span_ends import span_ends
from spanlint.languages.spans.span_reader import SpanReader
from spanlint.languages.spans.status_events import (
    SpanKey,
    Status,
    StatusEvent,
    bound_at,
    events_by_helpers,
    passed_spans,
    span_key,
    status_events,
)
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


Homes = dict[int, list[tuple[int, int]]]
"""By a function's id, the bytes of calls in it, in order, each with the number of the call."""

_REJECTING = "reject"
_MAX_AROUND = 8  # calls before a callback; those before them have others between


class StatusPair(Record):
    """Two calls on the same span, of which the second runs after the first on some path."""

    first: StatusEvent
    second: StatusEvent


class _Stops(Record):
    """The bytes of a function where a span ends or its name gets another, and those where the name is mentioned."""

    stops: frozenset[int]
    mentions: frozenset[int]


def _homes(events: Sequence[StatusEvent]) -> Homes:
    homes: Homes = {}
    for number, event in enumerate(events):
        homes.setdefault(event.function.id, []).append((event.call.start_byte, number))
    return {function: sorted(places) for function, places in homes.items()}


class StatusSequences:
    """The statuses that a file sets on its spans."""

    def __init__(self, reader: SpanReader) -> None:
        self.reader = reader
        self._events: dict[SpanKey, list[StatusEvent]] = {}
        self._stops: dict[tuple[str, SpanKey, int], _Stops] = {}
        self._conditions: dict[int, ReadConditions] = {}
        self._passed: set[SpanKey] = set()
        marked = list(spans_marked_good(reader))
        for event in status_events(reader) if marked or _may_be_good(reader) else ():
            self._events.setdefault(span_key(reader.grammar, event.span), []).append(event)
        known = [event for events in self._events.values() for event in events]
        has_good = any(event.status is Status.OK for event in known)
        for key, events in self._events.items() if has_good else ():
            if key.scope is not None and len({event.status for event in events}) == 1:
                events += self._by_helpers(events)
        for span in passed_spans(reader, known) if has_good else ():
            key = span_key(reader.grammar, span)
            if key.scope is not None and (key not in self._events or key in self._passed):
                self._passed.add(key)
                self._events.setdefault(key, []).extend(events_by_helpers(reader, [span]))
        for span in marked:
            if not has_good or span_key(reader.grammar, span) not in self._events:
                self._add_marked(span)

    def events(self) -> Iterator[Sequence[StatusEvent]]:
        """Yields the calls on each span."""
        yield from self._events.values()

    def _add_marked(self, span: Node) -> None:
        """Adds what functions of the project set on a span, if the function that gets it here sets OK."""
        key, found = span_key(self.reader.grammar, span), list(events_by_helpers(self.reader, [span]))
        is_new = key.scope is not None and key not in self._passed
        if is_new and any(event.status is Status.OK for event in found):
            self._passed.add(key)
            self._events.setdefault(key, []).extend(self._by_helpers(found))

    def _by_helpers(self, events: Sequence[StatusEvent]) -> list[StatusEvent]:
        """The calls of the project's functions that set a status on the span of these calls."""
        key, grammar = span_key(self.reader.grammar, events[0].span), self.reader.grammar
        functions = {event.function.id: event.function for event in events}.values()
        mentions = (leaf for function in functions for leaf in grammar.mentions(key.text, function))
        same = (leaf for leaf in mentions if span_key(grammar, leaf) == key)
        return list(events_by_helpers(self.reader, same))

    def pairs(
        self, first: Status, second: Status, may_throw: bool = True, follow: frozenset[Edge] = NORMAL
    ) -> Iterator[StatusPair]:
        """Yields the pairs of calls that set these statuses, the second of each once."""
        for events in self._events.values():
            firsts = [event for event in events if event.status is first]
            seconds = [event for event in events if event.status is second] if firsts else []
            leading = self._leading(firsts, seconds, may_throw, follow)
            rejected, homes = (
                [number for number, event in enumerate(firsts) if self._is_in_callback(event)],
                _homes(firsts),
            )
            for later in sorted(seconds, key=lambda event: event.call.start_byte):
                places = self.reader.graph(later.function).places.numbers_at(later.call.start_byte)
                own = (number for place in places for number in leading.get((later.function.id, place), ()))
                around = self._around(later, homes)
                candidates = (firsts[number] for number in sorted({*own, *rejected, *around}))
                found = (earlier for earlier in candidates if self._follows(earlier, later, may_throw, follow))
                earlier = next(found, None)
                if earlier is not None:
                    yield StatusPair(earlier, later)

    def _leading(
        self, firsts: list[StatusEvent], seconds: list[StatusEvent], may_throw: bool, follow: frozenset[Edge]
    ) -> dict[tuple[int, int], list[int]]:
        """The numbers of the first calls by the function and the nodes of the second calls in it that they may lead to.

        A span may have as many statuses as a file has calls, most of them in other functions or behind its end.
        """
        goals: dict[int, set[int]] = {}
        for event in seconds:
            goals.setdefault(event.function.id, set()).add(event.call.start_byte)
        wanted = {function: frozenset(places) for function, places in goals.items()}
        leading: dict[tuple[int, int], list[int]] = {}
        for number, event in enumerate(firsts):
            if event.function.id not in wanted:
                continue
            sequel, place = self._sequel(event), event.call.start_byte
            for node in sequel.may_reach(place, wanted[event.function.id], follow, may_throw):
                leading.setdefault((event.function.id, node), []).append(number)
        return leading

    def _run(self, function: Node) -> Run | None:
        """How a function that is passed to a call is run, also if that is for each item of a list."""
        return self.reader.run(function) or self.reader.grammar.run_for_each(function)

    def _is_in_callback(self, event: StatusEvent) -> bool:
        """Whether the function around a call is a callback after which the function around it may go on."""
        run = self._run(event.function)
        return run is not None and run.kind in (RunKind.REJECTED, RunKind.NOW)

    def _around(self, second: StatusEvent, homes: Homes) -> list[int]:
        """The numbers of the last calls before a callback that sets a status, in the function that runs it at once."""
        outer = self._runner(second)
        places = homes.get(outer.id, []) if outer is not None else []
        end = bisect(places, (second.function.start_byte, 0))
        return [number for _, number in places[max(0, end - _MAX_AROUND) : end]]

    def _runner(self, event: StatusEvent) -> Node | None:
        """The function that runs the callback around a call at once; None if the function around is run otherwise."""
        run = self._run(event.function)
        return self.reader.function_of(event.function) if run is not None and run.kind is RunKind.NOW else None

    def _follows(self, first: StatusEvent, second: StatusEvent, may_throw: bool, follow: frozenset[Edge]) -> bool:
        """Whether a path leads from one call to another one."""
        return self._leads(first, second, may_throw, follow) and not self._is_for_none(first, second)

    def _leads(self, first: StatusEvent, second: StatusEvent, may_throw: bool, follow: frozenset[Edge]) -> bool:
        if first.function == second.function:
            goals = frozenset({second.call.start_byte})
            sequel = self._sequel(first)
            if follow is NORMAL:
                return sequel.reaches(first.call.start_byte, goals, follow, may_throw)
            return sequel.reaches_after(first.call.start_byte, goals, follow)
        if self._runner(second) == first.function:
            is_entered = self._sequel(first).reaches(
                first.call.start_byte, frozenset({second.function.start_byte}), follow, may_throw
            )
            inside = self._sequel(first, within=second.function)
            return is_entered and inside.reaches_at_once(frozenset({second.call.start_byte}))
        run = self._run(first.function)
        if run is None or run.kind not in (RunKind.REJECTED, RunKind.NOW):
            return False
        own = nested_in(self.reader, first.call, second.function)
        if own is not None and own == first.function:
            return self._follows_callback(run, first, second)
        return run.kind is RunKind.REJECTED and self._follows_promise(run, first, second)

    def _is_for_none(self, first: StatusEvent, second: StatusEvent) -> bool:
        """Whether the second call is made for each of some items, and a condition around the first reads the items."""
        grammar, around = self.reader.grammar, self._runner(second) == first.function
        place = second.function if around else second.call
        iterated = iterated_names(grammar, place, first.function)
        conditions = conditions_around(self.reader.graph(first.function), first.call.start_byte) if iterated else ()
        reading = self._conditions_of(first.function) if iterated else None
        return reading is not None and any(
            grammar.tree.text_of(leaf) in iterated for at in conditions for leaf in reading.names(at)
        )

    def _sequel(self, event: StatusEvent, place: Node | None = None, within: Node | None = None) -> Sequel:
        """What runs after a place in the function of an event: after its call, if no place is given.

        `within` is a callback that the function runs at once, if that is what runs.
        """
        grammar, function = self.reader.grammar, event.function
        span, key = grammar.value(event.span), span_key(grammar, event.span)
        text = span.text if isinstance(span, Name) else key.text
        stops = self._stops_of(event.span, key, text, within or function)
        has_failed = event.status is Status.ERROR
        conditions = FreeConditions(
            self._conditions_of(function), grammar, function, place or event.call, text, has_failed
        )
        return Sequel(self.reader.graph(within or function), stops.stops, conditions.is_free, stops.mentions)

    def _stops_of(self, span: Node, key: SpanKey, text: str, function: Node) -> _Stops:
        known = self._stops.get((text, key, function.id))
        if known is None:
            stops = span_ends(self.reader, span, function) | bound_at(self.reader.grammar, span)
            mentions = frozenset(leaf.start_byte for leaf in self.reader.grammar.mentions(text, function))
            known = self._stops[text, key, function.id] = _Stops(stops, mentions)
        return known

    def _conditions_of(self, function: Node) -> ReadConditions:
        known = self._conditions.get(function.id)
        if known is None:
            graph = self.reader.graph(function)
            known = self._conditions[function.id] = ReadConditions(self.reader.grammar, graph)
        return known

    def _follows_callback(self, run: Run, first: StatusEvent, second: StatusEvent) -> bool:
        """Whether the function around a callback goes on to the second call when the callback is done.

        It does not if the callback hands on a promise that is rejected, or is the executor of one.
        """
        if run.kind is RunKind.NOW:
            is_over = run.throws_here and run.call.type in self.reader.grammar.types.calls
        else:
            is_over = isinstance(role_of_value(self.reader.grammar, run.call), Awaited)
        if not is_over or not self._sequel(first).ends_normally(first.call.start_byte):
            return False
        returned = map(self.reader.tree.text_of, self.reader.grammar.returns(first.function))
        if any(_REJECTING in text for text in returned):
            return False
        goals = frozenset({second.call.start_byte})
        return self._sequel(second, first.function).reaches(first.function.start_byte, goals)

    def _follows_promise(self, run: Run, first: StatusEvent, second: StatusEvent) -> bool:
        """Whether the second call is in a callback of the promise that the callback of the first results in."""
        later = self._run(second.function)
        if later is None or later.promise is None or run.call.id == later.call.id:
            return False
        if not later.promise.start_byte <= run.call.start_byte < run.call.end_byte <= later.promise.end_byte:
            return False
        if later.kind is RunKind.FULFILLED:
            is_reached = self._sequel(first).ends_normally(first.call.start_byte)
        else:
            is_reached = later.kind is RunKind.SETTLED
        goals = frozenset({second.call.start_byte})
        return is_reached and self._sequel(second).reaches_at_once(goals)


def _may_be_good(reader: SpanReader) -> bool:
    """Whether the file names the status of what has not failed, on which every sequence depends."""
    statuses = reader.tables.statuses
    return bool(statuses.ok_numbers) or any(reader.tree.offsets(name) for name in statuses.ok)
