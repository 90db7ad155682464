"""Buckets and traces that are too large to be held in memory.

Of a large bucket, some traces at a time are held. Of a trace that is too large by itself, only what is at its top is:
the spans without a parent, and those that lost theirs. Its spans are counted, but their times are not compared.
"""

from __future__ import annotations

from collections import Counter
from operator import attrgetter

from spanlint.lean.records import Record
from spanlint.trace.model.traces import Trace, arranged, made_of, traces_of, twins_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from spanlint.trace.model.records import Origin, SpanRecord
    from spanlint.trace.model.settings import TraceSettings

    Read = Callable[[], Iterable[list[SpanRecord]]]

MAX_HELD = 100_000
"""The most spans that are held at once, and that a trace may have to be judged as a whole."""
_MAX_TOP = 10_000  # spans at the top of a large trace, of either kind
_PARTS = 64  # into which the ids of a trace are divided: one at a time is made a set of
_PLAIN, _LOST, _REPEATED = range(3)


class _Kept(Record):
    """The spans of a large trace that are kept, its end, and the counts of the others by origin and name: of all, of
    those without a parent, and of those that lost theirs."""

    roots: list[SpanRecord]
    lost: list[SpanRecord]
    others: list[SpanRecord]
    more: dict[tuple[int, str], list[int]]

    def takes(self, span: SpanRecord, is_lost: bool) -> bool:
        """Keep a span at the top, as long as there are not too many of them."""
        top = self.lost if is_lost else self.roots
        if not (is_lost or not span.parent) or len(top) >= _MAX_TOP:
            return False
        top.append(span)
        return True

    def pass_over(self, span: SpanRecord, is_lost: bool) -> None:
        """Count a span that is not kept."""
        counts = self.more.setdefault((span.origin, span.name), [0, 0, 0])
        counts[0] += 1
        counts[1] += not span.parent
        counts[2] += is_lost


def traces_of_large(read: Read, origins: Sequence[Origin], settings: TraceSettings) -> Iterator[Trace]:
    """Yields the traces of a bucket, the frames of which are read several times."""
    counts = Counter[str]()
    for spans in read():
        counts.update(map(attrgetter("trace"), spans))
    twins = twins_of(counts)
    for chosen in _groups(counts):
        held = (span for spans in read() for span in spans if span.trace in chosen)
        yield from traces_of(held, origins, settings, twins)
    for trace in sorted(trace for trace, count in counts.items() if count > MAX_HELD):
        yield _large(trace, read, origins, settings)._replace(twin=twins.get(trace, ""))


def _groups(counts: Mapping[str, int]) -> Iterator[set[str]]:
    """Yields the traces that are held together."""
    group, size = set[str](), 0
    for trace, count in counts.items():
        if count > MAX_HELD:
            continue
        if size + count > MAX_HELD:
            yield group
            group, size = set(), 0
        group.add(trace)
        size += count
    if group:
        yield group


def _large(trace: str, read: Read, origins: Sequence[Origin], settings: TraceSettings) -> Trace:
    states, earliest = _states(trace, read)
    kept, carriers, links = _Kept([], [], [], {}), set[tuple[str, int]](), set[str]()
    number = last = count = 0
    for span in (span for spans in read() for span in spans if span.trace == trace):
        state, number = states[number], number + 1
        if state == _REPEATED:
            continue
        count, last = count + 1, max(last, span.start, span.end)
        carries = (span.session, span.origin) not in carriers and span.session and len(carriers) < _MAX_TOP
        if carries:
            carriers.add((span.session, span.origin))
        if kept.takes(span, state == _LOST):
            continue
        if carries or number == earliest + 1 or (not links.issuperset(span.links) and len(links) < _MAX_TOP):
            links.update(span.links)
            kept.others.append(span)
        else:
            kept.pass_over(span, state == _LOST)
    spans = sorted((*kept.roots, *kept.lost, *kept.others), key=attrgetter("start"))
    for top in (kept.roots, kept.lost):
        top.sort(key=attrgetter("start"))
    found = arranged(spans, {span.id: span for span in spans})._replace(
        unordered=(), last=last, roots=kept.roots, lost=kept.lost
    )
    return made_of(trace, found, origins, settings)._replace(size=count, more=kept.more)


def _states(trace: str, read: Read) -> tuple[bytearray, int]:
    """Returns for each span of a trace, in order, whether it lost its parent or is there again, and the number of the
    earliest one. Takes 25 bytes a span."""
    own, own_numbers = _arrays("Q"), _arrays("L")
    above, above_numbers = _arrays("Q"), _arrays("L")
    number, earliest = 0, (1 << 64, 0)
    for span in (span for spans in read() for span in spans if span.trace == trace):
        value = int(span.id, 16)
        own[value % _PARTS].append(value)
        own_numbers[value % _PARTS].append(number)
        if span.parent:
            value = int(span.parent, 16)
            above[value % _PARTS].append(value)
            above_numbers[value % _PARTS].append(number)
        earliest = min(earliest, (span.start or 1 << 64, number))
        number += 1
    states = bytearray(number)
    for part in range(_PARTS):
        known = set[int]()
        for value, place in zip(own[part], own_numbers[part], strict=True):
            if value in known:
                states[place] = _REPEATED
            known.add(value)
        for value, place in zip(above[part], above_numbers[part], strict=True):
            if value not in known and not states[place]:
                states[place] = _LOST
    return states, earliest[1]


def _arrays(kind: str) -> list[array[int]]:
    from array import array

    return [array(kind) for _ in range(_PARTS)]
