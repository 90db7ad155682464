"""Spans that are parsed together, field by field, are what is made of each of them alone."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from opentelemetry.proto.trace.v1 import trace_pb2

from spanlint.trace.model.attributes import SESSION_KEYS
from spanlint.trace.model.origins import Origins, Reading
from spanlint.trace.model.records import BadSpan, SpanRecord
from spanlint.trace.otlp import otlp_proto, proto_spans
from tests.trace.exports import HOME, SESSION, number

Data = trace_pb2.TracesData


def message(count: int, resource: str = "") -> Data:
    """So many plain spans of one scope, all with the session's id."""
    data = Data()
    made = data.resource_spans.add()
    for key, value in (("service.name", "agent"), ("session.id", resource)):
        if value:
            made.resource.attributes.add(key=key).value.string_value = value
    scope = made.scope_spans.add()
    scope.scope.name = "agent.tracing"
    for at in range(count):
        span = scope.spans.add(trace_id=bytes.fromhex(HOME), span_id=bytes.fromhex(number(at + 1)), flags=256, kind=1)
        span.name, span.start_time_unix_nano, span.end_time_unix_nano = f"step {at % 3}", 5 + at, 9 + at
        span.parent_span_id = bytes.fromhex(number(at or 77))
        attribute(span, "session.id", SESSION)
        attribute(span, "gen_ai.input.messages", "session.id" * 20)
        span.events.add(name="first token")
    return data


def attribute(span: Any, key: str, value: object) -> None:
    own = span.attributes.add(key=key)
    if isinstance(value, bool):
        own.value.bool_value = value
    elif isinstance(value, int):
        own.value.int_value = value
    else:
        own.value.string_value = value


def without(name: str) -> Callable[[Any], None]:
    return lambda span: span.ClearField(name)


def with_field(name: str, value: object) -> Callable[[Any], None]:
    return lambda span: setattr(span, name, value)


def with_attribute(key: str, value: object) -> Callable[[Any], None]:
    return lambda span: attribute(span, key, value)


CHANGES: dict[str, Callable[[Any], None]] = {
    "no parent": without("parent_span_id"),
    "no flags": without("flags"),
    "no kind": without("kind"),
    "no name": without("name"),
    "no start": without("start_time_unix_nano"),
    "no end": without("end_time_unix_nano"),
    "no attributes": without("attributes"),
    "all flags": with_field("flags", 0xFFFFFFFF),
    "a kind of tomorrow": with_field("kind", 99),
    "a short id": with_field("span_id", b"1234567"),
    "no id": without("span_id"),
    "zeros": with_field("trace_id", bytes(16)),
    "a parent of zeros": with_field("parent_span_id", bytes(8)),
    "a late end": with_field("end_time_unix_nano", (1 << 64) - 1),
    "a long name": with_field("name", "n" * 2000),
    "a link": lambda span: span.links.add(trace_id=b"1" * 16),
    "an attribute without anything": lambda span: span.attributes.add(),
    "a second session": with_attribute("session.id", "another"),
    "another session key": with_attribute("gen_ai.conversation.id", "conversation"),
    "a thread": with_attribute("thread.id", 7),
    "a place": with_attribute("code.file.path", "a/b.py"),
    "a session that is a number": with_attribute("session.id", 12),
    "a session that is a truth": with_attribute("session.id", True),
}


def spans_of(data: Data) -> list[SpanRecord | BadSpan]:
    reading = Reading(Origins(), SESSION_KEYS, 3)
    found = otlp_proto.batches(data.SerializeToString(), reading, 4)
    return [span for rows, others in found for span in (*(SpanRecord(*row) for row in rows), *others)]


def one_by_one(data: Data) -> list[SpanRecord | BadSpan]:
    """Each span in a message of its own with a link, which is never read field by field."""
    found: list[SpanRecord | BadSpan] = []
    for span in data.resource_spans[0].scope_spans[0].spans:
        alone = Data()
        alone.CopyFrom(data)
        own = alone.resource_spans[0].scope_spans[0]
        del own.spans[:]
        own.spans.add().CopyFrom(span)
        own.spans[0].links.add(trace_id=bytes.fromhex(HOME))
        found += spans_of(alone)
    return found


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("resource", ["", "of the resource"])
def test_one_changed_span_is_read_as_it_is_alone(name: str, resource: str) -> None:
    data = message(4, resource)
    CHANGES[name](data.resource_spans[0].scope_spans[0].spans[2])
    assert spans_of(data) == one_by_one(data)


def test_many_changed_spans_are_read_as_each_is_alone() -> None:
    choose = random.Random(11)
    for _ in range(60):
        data = message(choose.randrange(1, 6), choose.choice(("", "of the resource")))
        for _ in range(choose.randrange(5)):
            choose.choice(list(CHANGES.values()))(choose.choice(data.resource_spans[0].scope_spans[0].spans))
        assert spans_of(data) == one_by_one(data)


def test_a_key_may_be_so_long_that_its_length_takes_two_bytes() -> None:
    key = "k" * 200
    data = message(2)
    attribute(data.resource_spans[0].scope_spans[0].spans[1], key, "long")
    found = otlp_proto.batches(data.SerializeToString(), Reading(Origins(), (key,), 3), 4)
    assert [row[8] for rows, _ in found for row in rows] == ["", "long"]


def test_plain_spans_are_read_field_by_field() -> None:
    data = proto_spans.TracesData.FromString(message(3).SerializeToString())
    ((rows, others),) = proto_spans.batches(data, Reading(Origins(), SESSION_KEYS, 0), 1)
    assert (len(rows), others) == (3, [])


@pytest.mark.parametrize(
    "span", [b"\x0a\x10short", b"\x2a\x02\xff\xff", b"\x4a\x01\x0a", b"\x4a\x0c\x0a\x0asession.id\x12"]
)
def test_a_span_that_is_none_makes_no_message(span: bytes) -> None:
    scope = b"\x12" + bytes([len(span)]) + span
    inner = b"\x12" + bytes([len(scope)]) + scope
    broken = b"\x0a" + bytes([len(inner)]) + inner
    with pytest.raises(DecodeError):
        trace_pb2.TracesData.FromString(broken)
    with pytest.raises(otlp_proto.ProtoError):
        list(otlp_proto.batches(broken, Reading(Origins(), SESSION_KEYS, 0), 1))
