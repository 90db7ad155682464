"""The spans of one scope as rows, made column by column.

Whatever is checked is checked once for all of them, and all loops run in C: an audit of OTLP in JSON takes 0.8 of the
time that it takes span by span. That is for spans that are written as nearly all are. If one of them is not (ids in
capitals or in base64, a time that is no number), all are left to `Reading.span`, which says what is wrong.
"""

from __future__ import annotations

from itertools import repeat

from spanlint.lean.records import Record
from spanlint.trace.model.origins import clean, kind_number, other_traces
from spanlint.trace.model.span_ids import SPAN_DIGITS, TRACE_DIGITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spanlint.trace.model.records import Code, SpanRow
    from spanlint.trace.otlp.otlp_shapes import Span

_HEX = b"0123456789abcdef"
_NO_TRACE, _NO_SPAN = "0" * TRACE_DIGITS, "0" * SPAN_DIGITS
_MAX_TIME = 1 << 63  # nanoseconds


class Columns(Record):
    """Spans, field by field; ids are as a SpanRecord has them. `links` are the ids of traces that each is linked to,
    with what is none among them, or nothing if no span has any."""

    traces: Sequence[str]
    ids: Sequence[str]
    parents: Sequence[str]
    names: Sequence[str | None]
    kinds: Sequence[int | str | None]
    flags: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]
    sessions: Iterable[str]
    codes: Iterable[Code | None]
    links: Sequence[Iterable[str]]


def rows_of(
    spans: Sequence[Span], sessions: Iterable[str], codes: Iterable[Code | None], place: tuple[int, int, int]
) -> list[SpanRow] | None:
    """Returns the spans as rows, with the session and the place in the code of each; None if any is not plain.

    `place` is the same for all: the number of their origin, the index of their file and their line in it.
    """
    ids = (
        [span.traceId for span in spans],
        [span.spanId for span in spans],
        [span.parentSpanId or "" for span in spans],
    )
    if not _are_plain(*ids):
        return None
    try:
        starts = _numbers([span.startTimeUnixNano or 0 for span in spans])
        ends = _numbers([span.endTimeUnixNano or 0 for span in spans])
    except ValueError:
        return None
    more = [span.name for span in spans], [span.kind for span in spans], [span.flags or 0 for span in spans]
    links: list[list[str]] = []
    if any(span.links for span in spans):
        links = [[link.traceId for link in span.links or ()] for span in spans]
    return rows_of_columns(Columns(*ids, *more, starts, ends, sessions, codes, links), place)


def rows_of_columns(columns: Columns, place: tuple[int, int, int]) -> list[SpanRow] | None:
    """Returns the rows of these columns; None if a time is out of range."""
    starts, ends, names, kinds = columns.starts, columns.ends, columns.names, columns.kinds
    if not (0 <= min(starts) <= max(starts) < _MAX_TIME and 0 <= min(ends) <= max(ends) < _MAX_TIME):
        return None
    name_of, number_of = {name: clean(name) for name in set(names)}, {kind: kind_number(kind) for kind in set(kinds)}
    pairs = zip(columns.links, columns.traces, strict=False)
    return list(
        zip(
            columns.traces,
            columns.ids,
            columns.parents,
            [name_of[name] for name in names],
            [number_of[kind] for kind in kinds],
            columns.flags,
            starts,
            ends,
            columns.sessions,
            *map(repeat, place),
            [tuple(other_traces(links, trace)) for links, trace in pairs] if columns.links else repeat(()),
            columns.codes,
            strict=False,
        )
    )


def _numbers(values: list[int | str]) -> list[int]:
    """Returns numbers, some of which may be written as texts. Raises ValueError for what is no number."""
    if {int}.issuperset(map(type, values)):
        return values  # type: ignore[return-value]  # all are numbers
    return list(map(int, values))


def _are_plain(traces: Sequence[str], ids: Sequence[str], parents: Sequence[str]) -> bool:
    """Whether all ids are lower-case hexadecimal digits of the right number, and none is zero."""
    digits = "".join((*traces, *ids, *parents))
    if not digits.isascii() or digits.encode().translate(None, _HEX):
        return False
    if {TRACE_DIGITS} != set(map(len, traces)) or {SPAN_DIGITS} != set(map(len, ids)):
        return False
    if not {0, SPAN_DIGITS}.issuperset(map(len, parents)):
        return False
    may_be_zero = _NO_SPAN in digits
    return not may_be_zero or not (_NO_TRACE in traces or _NO_SPAN in ids or _NO_SPAN in parents)
