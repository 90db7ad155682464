"""The statuses that are set on one span one after the other, in any language."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.flow.graph import Edge
from spanlint.languages.flow.possible_ways import leading_nodes
from spanlint.languages.flow.sequels import NORMAL, goals_at
from spanlint.languages.names.roles import Argument
from spanlint.languages.names.runs import RunKind
from spanlint.languages.names.values import role_of_value
from spanlint.languages.spans.span_reader import SpanReader
from spanlint.languages.spans.statuses.imported_statuses import may_matter, spans_marked_good
from spanlint.languages.spans.statuses.status_events import (
    SpanKey,
    Status,
    StatusEvent,
    events_by_helpers,
    passed_spans,
    span_key,
    status_events,
)
from spanlint.languages.spans.statuses.status_paths import StatusPaths
from spanlint.lean.records import Record
from spanlint.text.whole_names import find_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


Homes = dict[int, list[tuple[int, int]]]
"""By a function's id, the bytes of calls in it, in order, each with the number of the call."""

_MAX_AROUND = 8  # calls before a callback; those before them have others between
_BEFORE_VALUE = (b":", b"=", b"?", b"|", b"&", b"(")  # of a key, a name, or a choice between values
_MAX_SPACE = 200  # bytes before a value


class StatusPair(Record):
    """Two calls on the same span, of which the second runs after the first on some path."""

    first: StatusEvent
    second: StatusEvent


class _Callbacks(Record):
    """The numbers of calls in callbacks: by the id of the function around the callback, and those in callbacks of
    promises that are rejected, in the order of the calls that get these."""

    inside: dict[int, list[int]]
    rejected: list[tuple[int, int]]


def _homes(events: Sequence[StatusEvent]) -> Homes:
    homes: Homes = {}
    for number, event in enumerate(events):
        homes.setdefault(event.function.id, []).append((event.call.start_byte, number))
    return {function: sorted(places) for function, places in homes.items()}


class StatusSequences:
    """The statuses that a file sets on its spans; `setting` returns the calls of `status_calls`."""

    def __init__(self, reader: SpanReader, setting: Callable[[], Sequence[tuple[Status, Callee]]]) -> None:
        self.reader = reader
        self._events: dict[SpanKey, list[StatusEvent]] = {}
        self._paths = StatusPaths(reader)
        self._passed: set[SpanKey] = set()
        marked = list(spans_marked_good(reader))
        known = list(status_events(reader, setting())) if marked or _may_be_good(reader, setting) else []
        has_good = any(event.status is Status.OK for event in known)
        for event in known if marked or has_good else ():
            self._events.setdefault(span_key(reader.grammar, event.span), []).append(event)
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
        key = span_key(self.reader.grammar, span)
        if key.scope is None or key in self._passed:
            return
        if key not in self._events and not may_matter(self.reader, span, key.text):
            return
        found = list(events_by_helpers(self.reader, [span]))
        if any(event.status is Status.OK for event in found):
            self._passed.add(key)
            self._events.setdefault(key, []).extend(self._by_helpers(found))

    def _by_helpers(self, events: Sequence[StatusEvent]) -> list[StatusEvent]:
        """The calls of the project's functions that set a status on the span of these calls."""
        key, grammar = span_key(self.reader.grammar, events[0].span), self.reader.grammar
        functions = {event.function.id: event.function for event in events}.values()
        mentions = (leaf for function in functions for leaf in grammar.mentions(key.text, function))
        passed = (leaf for leaf in mentions if isinstance(role_of_value(grammar, leaf), Argument))
        same = (leaf for leaf in passed if span_key(grammar, leaf) == key)
        return list(events_by_helpers(self.reader, same))

    def pairs(
        self, first: Status, second: Status, may_throw: bool = True, follow: frozenset[Edge] = NORMAL
    ) -> Iterator[StatusPair]:
        """Yields the pairs of calls that set these statuses, the second of each once."""
        for events in self._events.values():
            firsts = [event for event in events if event.status is first]
            seconds = [event for event in events if event.status is second] if firsts else []
            if not seconds:
                continue
            own = self._own(firsts, seconds, may_throw, follow)
            homes, inside = _homes(firsts), self._callbacks(firsts)
            for later in sorted(seconds, key=lambda event: event.call.start_byte):
                known = own.get((later.function.id, later.call.start_byte), len(firsts))
                candidates = {*self._around(later, homes), *self._before(later, inside)}
                numbers = sorted(number for number in candidates if number < known)
                found = (number for number in numbers if self._paths.follows(firsts[number], later, may_throw, follow))
                number = next(found, known)
                if number < len(firsts):
                    yield StatusPair(firsts[number], later)

    def _own(
        self, firsts: list[StatusEvent], seconds: list[StatusEvent], may_throw: bool, follow: frozenset[Edge]
    ) -> dict[tuple[int, int], int]:
        """By function and byte of a second call, the number of the first one in the same function that leads to it."""
        earlier: dict[int, list[tuple[int, StatusEvent]]] = {}
        later: dict[int, list[StatusEvent]] = {}
        for number, event in enumerate(firsts):
            earlier.setdefault(event.function.id, []).append((number, event))
        for event in seconds:
            later.setdefault(event.function.id, []).append(event)
        return {
            (function, place): number
            for function in earlier.keys() & later.keys()
            for place, number in self._leading(earlier[function], later[function], may_throw, follow)
        }

    def _leading(
        self,
        firsts: list[tuple[int, StatusEvent]],
        seconds: list[StatusEvent],
        may_throw: bool,
        follow: frozenset[Edge],
    ) -> Iterator[tuple[int, int]]:
        """Yields the bytes of the second calls, each with the number of the first call that leads to it.

        A span may have as many statuses as a file has calls: what no first call can lead to is worked out for all of
        them at once, and again when searching has cost as much.
        """
        remaining = {event.call.start_byte: event for event in seconds}
        graph, searched = self.reader.graph(seconds[0].function), 0
        goals = goals_at(graph, remaining.keys())
        possible: frozenset[int] | None = None
        for number, event in firsts:
            if searched >= len(graph.nodes):
                possible, searched = self._possible(firsts, remaining, may_throw, follow), 0
            sequel = self._paths.sequel(event)
            way = sequel.way(event.call.start_byte, follow, may_throw, is_after=follow is not NORMAL)
            for goal in sequel.led_to(way, goals) if possible is None or not possible.isdisjoint(way.starts) else ():
                if not self._paths.is_for_none(event, remaining[goal]):
                    del remaining[goal]
                    yield goal, number
            searched += sequel.searched

    def _possible(
        self, firsts: list[tuple[int, StatusEvent]], goals: Collection[int], may_throw: bool, follow: frozenset[Edge]
    ) -> frozenset[int]:
        """The nodes that may lead to one of the bytes `goals`, whichever of the first calls comes before them."""
        events = [event for _, event in firsts]
        earliest = min(events, key=lambda event: event.call.start_byte)
        places = frozenset(event.call.start_byte for event in events)
        parts = [self._paths.stops(event) for event in events]
        stops = frozenset.intersection(*{id(stops): stops.stops for _, stops in parts}.values()) - places
        is_one = all(text == parts[0][0] for text, _ in parts)
        is_bound = self._paths.conditions(earliest, parts[0][0]).is_bound_later if is_one else lambda _: False
        graph = self.reader.graph(earliest.function)
        return leading_nodes(graph, frozenset(goals), stops, is_bound, follow, may_throw)

    def _callbacks(self, events: list[StatusEvent]) -> _Callbacks:
        """The calls in callbacks after which the function around, or another callback, may go on."""
        inside, rejected = dict[int, list[int]](), list[tuple[int, int]]()
        for number, event in enumerate(events):
            run = self._paths.run(event.function)
            outer = self.reader.function_of(event.function)
            is_run = outer is not None and run is not None and run.kind in (RunKind.REJECTED, RunKind.NOW)
            if outer is not None and run is not None and is_run and self._paths.ends_callback(event, run):
                inside.setdefault(outer.id, []).append(number)
            if run is not None and run.kind is RunKind.REJECTED:
                rejected.append((run.call.start_byte, number))
        return _Callbacks(inside, sorted(rejected))

    def _before(self, second: StatusEvent, callbacks: _Callbacks) -> list[int]:
        """The numbers of the calls in callbacks that may have run before a call in another function."""
        run = self._paths.run(second.function) if callbacks.rejected else None
        promise = run.promise if run is not None else None
        first = bisect(callbacks.rejected, (promise.start_byte, -1)) if promise is not None else 0
        end = bisect(callbacks.rejected, (promise.end_byte, -1)) if promise is not None else 0
        return callbacks.inside.get(second.function.id, []) + [number for _, number in callbacks.rejected[first:end]]

    def _around(self, second: StatusEvent, homes: Homes) -> list[int]:
        """The numbers of the last calls before a callback that sets a status, in the function that runs it at once."""
        outer = self._paths.runner(second) if homes else None
        places = homes.get(outer.id, []) if outer is not None else []
        end = bisect(places, (second.function.start_byte, 0))
        return [number for _, number in places[max(0, end - _MAX_AROUND) : end]]


def _may_be_good(reader: SpanReader, setting: Callable[[], Sequence[tuple[Status, Callee]]]) -> bool:
    """Whether the file sets the status of what has not failed, on which every sequence depends."""
    statuses, offsets, text = reader.tables.statuses, reader.tree.offsets, reader.tree.text
    bad, good = (tuple(f".{name}".encode() for name in names) for names in (statuses.error, statuses.ok))
    places = [at for name in statuses.setting for at in offsets(name)]
    if all(_says_only(bad, good, text[at : text.find(b")", at)]) for at in places):
        return False  # as in most files
    is_named = any(map(offsets, statuses.ok)) or _has_value(text, statuses.ok_numbers)
    return is_named and any(status is Status.OK for status, _ in setting())


def _says_only(some: Iterable[bytes], others: Iterable[bytes], text: bytes) -> bool:
    """Whether a text has one of some names, and none of some others."""
    return any(map(text.__contains__, some)) and not any(map(text.__contains__, others))


def _has_value(text: bytes, numbers: Iterable[str]) -> bool:
    """Whether one of some numbers is the value of a name or a key; most that a file has are arguments."""
    places = find_whole(text, map(str.encode, numbers))
    return any(text[max(0, start - _MAX_SPACE) : start].rstrip().endswith(_BEFORE_VALUE) for start, _ in places)
