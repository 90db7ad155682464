"""OTLP in binary: what the Collector's file exporter writes with `format: proto`, and bodies of OTLP over HTTP.

The Collector puts 4 bytes of length before each message, the most significant first; an older text of the specification
asked for a varint. A file may also be one message. `TracesData` and `ExportTraceServiceRequest` are alike.
"""

from __future__ import annotations

from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

from spanlint.trace.attributes import INSTANCE, LANGUAGE, SERVICE
from spanlint.trace.reading import Attributes, Reading, SpanParts
from spanlint.trace.records import Origin, SpanRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, BinaryIO

    from spanlint.trace.reading import Read

_RESOURCE_SPANS = 0x0A  # the first byte of a message: field 1, with a length
_ZSTD = b"\x28\xb5\x2f\xfd"
_MAX_MESSAGE = 1 << 28  # bytes
_TRACE_BYTES, _SPAN_BYTES = 16, 8


class ProtoError(Exception):
    """The bytes are no messages of OTLP; the message says why, for people."""


def messages(stream: BinaryIO) -> Iterator[bytes]:
    """Yields the messages of a file. Raises ProtoError where it is cut or holds something else."""
    head = stream.read(5)
    if head[4:5] == bytes([_RESOURCE_SPANS]) and head[0] != _RESOURCE_SPANS:
        yield from _after_lengths(stream, head)
        return
    data = head + stream.read()
    if data.startswith(_ZSTD) or data[4:8] == _ZSTD:
        raise ProtoError("compressed with zstd; decompress it first")
    if data[0] == _RESOURCE_SPANS and _varint(data, 1)[0] + _varint(data, 1)[1] <= len(data):
        yield data
        return
    yield from _after_varints(data)


def _after_lengths(stream: BinaryIO, head: bytes) -> Iterator[bytes]:
    while head:
        length = int.from_bytes(head[:4], "big")
        if length > _MAX_MESSAGE:
            raise ProtoError(f"a message of {length} bytes")
        body = head[4:] + stream.read(max(0, length - len(head[4:])))
        if len(head) < 4 or len(body) < length:
            raise ProtoError("ends in the middle of a message")
        yield body
        head = stream.read(4)


def _after_varints(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        length, start = _varint(data, at)
        if not length or start + length > len(data) or data[start] != _RESOURCE_SPANS:
            raise ProtoError("neither JSON nor OTLP in binary" if not at else "ends in the middle of a message")
        yield data[start : start + length]
        at = start + length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Returns a number of variable length and where it ends; 0 if there is none."""
    value = shift = 0
    while at < len(data) and shift < 35:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            return value, at
    return 0, at


def spans(message: bytes, reading: Reading, number: int) -> Iterator[Read]:
    """Yields the spans of a message. Raises ProtoError for what is no message."""
    try:
        data = TracesData.FromString(message)
    except Exception as error:  # google.protobuf has an error class for each of its implementations
        raise ProtoError("no message of OTLP") from error
    for resource_spans in data.resource_spans:
        values = _values(resource_spans.resource.attributes)
        common = reading.picked(values)
        texts = {key: value for key in (SERVICE, LANGUAGE, INSTANCE) if isinstance(value := values.get(key), str)}
        instance = reading.origins.instance(texts.get(INSTANCE, ""))
        for scope_spans in resource_spans.scope_spans:
            made = Origin(texts.get(SERVICE, ""), scope_spans.scope.name, texts.get(LANGUAGE, ""), instance)
            origin = reading.origins.number(made)
            for span in scope_spans.spans:
                yield _span(span, common, origin, reading, number)


def _span(span: Any, common: Attributes, origin: int, reading: Reading, number: int) -> Read:
    session, code = common
    wanted = reading.wanted
    keys = [attribute.key for attribute in span.attributes]
    if not wanted.isdisjoint(keys):
        own = reading.attributes({key: value for key, value in _values(span.attributes).items() if key in wanted}, keys)
        session, code = own.session or session, own.code or code
    trace, own_id, parent = span.trace_id, span.span_id, span.parent_span_id
    links = tuple([link.trace_id.hex() for link in span.links]) if span.links else ()
    is_plain = len(trace) == _TRACE_BYTES and len(own_id) == _SPAN_BYTES and len(parent) in (0, _SPAN_BYTES)
    if is_plain and not links and any(trace) and any(own_id) and (not parent or any(parent)):
        ids = trace.hex(), own_id.hex(), parent.hex(), span.name
        times = span.start_time_unix_nano, span.end_time_unix_nano
        return SpanRecord(*ids, span.kind, span.flags, *times, session, origin, reading.file, number, (), code)
    ids = trace.hex(), own_id.hex(), parent.hex(), span.name
    times = span.start_time_unix_nano, span.end_time_unix_nano
    attributes = Attributes(session, code)
    return reading.span(SpanParts(*ids, span.kind, span.flags, *times, attributes, origin, links), number)


def _values(attributes: Iterable[Any]) -> dict[str, object]:
    """Returns the texts and whole numbers among attributes."""
    return {
        attribute.key: attribute.value.string_value or attribute.value.int_value or None for attribute in attributes
    }
