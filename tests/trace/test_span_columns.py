"""What is made of spans column by column is what is made of each of them alone."""

from __future__ import annotations

import random

import msgspec
import pytest

from spanlint.trace.formats import otlp_json
from spanlint.trace.model.origins import Attributes, Origins, Reading, SpanParts
from spanlint.trace.model.records import SpanRecord
from spanlint.trace.otlp.otlp_shapes import Link, Span
from spanlint.trace.otlp.otlp_spans import spans_of
from spanlint.trace.otlp.span_columns import rows_of
from tests.trace.exports import SESSION, export, number, span, trace_number


def plain(at: int) -> Span:
    return Span(
        traceId=trace_number(at // 3),
        spanId=number(at + 1),
        parentSpanId=number(at) if at % 3 else "",
        name=f"step {at % 4}",
        kind=at % 6,
        flags=256,
        startTimeUnixNano=str(at),
        endTimeUnixNano=at + 5,
    )


def alone(span: Span, session: str, reading: Reading) -> object:
    links = tuple(link.traceId for link in span.links or ())
    times = span.startTimeUnixNano, span.endTimeUnixNano
    ids = span.traceId, span.spanId, span.parentSpanId
    own = Attributes(session)
    return reading.span(SpanParts(*ids, span.name, span.kind, span.flags, *times, own, 0, links), 7)


READABLE: dict[str, list[object]] = {
    "parentSpanId": [None, ""],
    "name": [None, "", "ein Wort: Größe", "n" * 2000],
    "kind": [None, "SPAN_KIND_CLIENT", "client", 17, -1, "no kind"],
    "flags": [None, 0, 768],
    "startTimeUnixNano": [None, "", 0, "12", 12],
    "endTimeUnixNano": [None, "", 0, "9223372036854775807"],
    "links": [[Link(trace_number(9))], [Link(trace_number(0)), Link("no id"), Link("A" * 32)], []],
}
UNUSUAL: dict[str, list[object]] = {
    "traceId": ["", "0" * 32, trace_number(10).upper(), trace_number(1)[16:], "g" * 32, "1" * 33, "\u0661" * 32],
    "spanId": ["", "0" * 16, "A" * 16, "1" * 15, " " * 16],
    "parentSpanId": ["0" * 16, "1" * 17, "B" * 16],
    "startTimeUnixNano": ["x", "-1", "9223372036854775808", "1,2", "1.5", "\u0661"],
    "endTimeUnixNano": ["soon", -1, 1 << 63],
}


def test_rows_are_the_records_of_single_spans() -> None:
    choose = random.Random(3)
    for _ in range(200):
        spans = [plain(at) for at in range(choose.randrange(1, 9))]
        for name in choose.sample(list(READABLE), choose.randrange(4)):
            setattr(choose.choice(spans), name, choose.choice(READABLE[name]))
        sessions = [choose.choice(("", SESSION)) for _ in spans]
        reading = Reading(Origins(), (), 2)
        rows = rows_of(spans, sessions, [None] * len(spans), (0, 2, 7))
        assert rows is not None
        made = [SpanRecord(*row) for row in rows]
        assert made == [alone(each, session, reading) for each, session in zip(spans, sessions, strict=True)]


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in UNUSUAL.items() for value in values])
def test_one_unusual_span_leaves_all_to_be_read_one_by_one(name: str, value: object) -> None:
    spans = [plain(at) for at in range(5)]
    setattr(spans[3], name, value)
    rows = rows_of(spans, [""] * 5, [None] * 5, (0, 2, 7))
    if name.endswith("UnixNano") and value == "\u0661":  # Python's int takes any decimal digits
        assert rows is not None
    else:
        assert rows is None


@pytest.mark.parametrize(
    ("value", "session"),
    [
        ({"stringValue": SESSION}, SESSION),
        ({"stringValue": "s" * 600}, "s" * 500),
        ({"stringValue": ""}, ""),
        ({"intValue": "12"}, "12"),
        ({"intValue": 12}, "12"),
        ({"doubleValue": 1.5}, ""),
        ({"boolValue": True}, ""),
        ({"arrayValue": {"values": []}}, ""),
        ({}, ""),
    ],
)
def test_a_session_s_id_is_the_same_whatever_stands_beside_it(value: object, session: str) -> None:
    own = {"key": "session.id", "value": value}
    place = {"key": "code.function.name", "value": {"stringValue": "run"}}
    for attributes in ([own], [{"key": "a", "value": {"stringValue": "b"}}, own], [own, place]):
        line = export([span(trace_number(1), 1, None, "a", 0, 1, attributes=attributes)]).encode()
        (made,) = spans_of(otlp_json.decode(line), Reading(Origins(), ("session.id",), 0), 1)
        assert isinstance(made, SpanRecord)
        assert made.session == session


def test_values_of_a_key_are_not_joined_to_other_values() -> None:
    """A text that would be two values in JSON is still one."""
    spans = [
        span(trace_number(1), at + 1, None, "a", 0, 1, session=text)
        for at, text in enumerate(['"},{"stringValue":"x', "a", "b"])
    ]
    made = list(spans_of(otlp_json.decode(export(spans).encode()), Reading(Origins(), ("session.id",), 0), 1))
    assert [msgspec.structs.asdict(each)["session"] for each in made if isinstance(each, SpanRecord)] == [
        '"},{"stringValue":"x',
        "a",
        "b",
    ]
