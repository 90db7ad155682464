"""OTLP in binary: what the Collector's file exporter writes with `format: proto`, and bodies of OTLP over HTTP.

The Collector puts 4 bytes of length before each message, the most significant first; an older text of the specification
asked for a varint. A file may also be one message. `TracesData` and `ExportTraceServiceRequest` are alike.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

from spanlint.trace.otlp import proto_spans

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from spanlint.trace.model.origins import Read, Reading
    from spanlint.trace.model.records import SpanRow

_RESOURCE_SPANS = 0x0A  # the first byte of a message: field 1, with a length
_ZSTD = b"\x28\xb5\x2f\xfd"
_MAX_MESSAGE = 1 << 28  # bytes


class ProtoError(Exception):
    """The bytes are no messages of OTLP; the message says why, for people."""


def messages(stream: BinaryIO) -> Iterator[bytes]:
    """Yields the messages of a file. Raises ProtoError where it is cut or holds something else."""
    head = stream.read(5)
    if head[4:5] == bytes([_RESOURCE_SPANS]) and _may_be_length(head[:4]):
        yield from _after_lengths(stream, head)
        return
    data = head + stream.read()
    if data.startswith(_ZSTD) or data[4:8] == _ZSTD:
        raise ProtoError("compressed with zstd; decompress it first")
    if data[0] == _RESOURCE_SPANS and _varint(data, 1)[0] + _varint(data, 1)[1] <= len(data):
        yield data
        return
    yield from _after_varints(data)


def _may_be_length(data: bytes) -> bool:
    """Whether four bytes may be a length: neither a message of its own nor a varint and the start of one."""
    return data[0] != _RESOURCE_SPANS and int.from_bytes(data, "big") <= _MAX_MESSAGE


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


def batches(message: bytes, reading: Reading, number: int) -> Iterator[tuple[list[SpanRow], list[Read]]]:
    """Yields the spans of each scope of a message: as rows, or one by one if any of them is not plain.

    Raises ProtoError for what is no message."""
    try:
        yield from proto_spans.batches(proto_spans.TracesData.FromString(message), reading, number)
    except (DecodeError, ValueError) as error:
        raise ProtoError("no message of OTLP traces") from error
