"""The spans of a message of OTLP in binary, field by field.

One message after another is one message, the fields of which are merged (protobuf.dev, "Last One Wins"). So the spans
of a scope, one after another, are parsed as one span each field of which is repeated: it has a list for every field,
and Python makes no object for a span. That takes a fifth of the time that it takes span by span. A field that a span
lacks would be missing in the list. So an end is put after each span, in every field that a span may lack.
"""

from __future__ import annotations

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto  # type: ignore[import-untyped]
from google.protobuf.descriptor_pool import DescriptorPool  # type: ignore[import-untyped]
from google.protobuf.message_factory import GetMessageClass  # type: ignore[import-untyped]
from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

from spanlint.trace.model.attributes import INSTANCE, LANGUAGE, SERVICE
from spanlint.trace.model.origins import Attributes, Reading, SpanParts
from spanlint.trace.model.records import Origin
from spanlint.trace.otlp.span_columns import Columns, rows_of_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, TypeVar

    from spanlint.trace.model.origins import Read
    from spanlint.trace.model.records import SpanRow

    T = TypeVar("T", bytes, int)

_BYTES = frozenset(("attributes", "links", "spans"))
"""The fields that are left as bytes."""
_FIELDS = frozenset(("trace_id", "span_id", "parent_span_id", "flags", "name", "kind", "start_time_unix_nano",
                     "end_time_unix_nano", "attributes", "links"))  # fmt: skip
"""The fields of a span that are read."""
_NO_KIND, _NO_FLAGS = 0x63, 0xFFFFFFFF  # no kind is that large, and no span has all flags
_END = b"\x22\x00\x30\x63\x4a\x00\x85\x01\xff\xff\xff\xff"
"""No parent, no kind, an attribute without anything, and no flags."""
_MAX_SHORT = 0x7F  # bytes of a key, the length of which takes one byte
_TRACE_BYTES, _SPAN_BYTES = 16, 8
_NO_TRACE, _NO_SPAN = bytes(_TRACE_BYTES), bytes(_SPAN_BYTES)


def _classes() -> tuple[Any, Any]:
    """Returns the class of messages, the spans of which stay bytes, and that of spans with repeated fields."""
    pool = DescriptorPool()
    for module in (common_pb2, resource_pb2, trace_pb2):
        file = FileDescriptorProto()
        module.DESCRIPTOR.CopyToProto(file)
        for message in file.message_type:
            if message.name in ("ScopeSpans", "Span"):
                _change(message)
        pool.Add(file)
    names = trace_pb2.TracesData.DESCRIPTOR.full_name, trace_pb2.Span.DESCRIPTOR.full_name
    messages, columns = (GetMessageClass(pool.FindMessageTypeByName(name)) for name in names)
    return messages, columns


def _change(message: Any) -> None:
    for index in reversed(range(len(message.field))):
        field = message.field[index]
        if message.name == "Span":
            field.label = FieldDescriptorProto.LABEL_REPEATED
            if field.name not in _FIELDS:
                del message.field[index]
        if field.name in _BYTES:
            field.type = FieldDescriptorProto.TYPE_BYTES
            field.ClearField("type_name")


TracesData, _SpanColumns = _classes()


def batches(data: Any, reading: Reading, number: int) -> Iterator[tuple[list[SpanRow], list[Read]]]:
    """Yields the spans of each scope of a message: as rows, or one by one if any of them is not plain.

    Raises google.protobuf.message.DecodeError for a span that is none.
    """
    for resource_spans in data.resource_spans:
        values = _values(resource_spans.resource.attributes)
        common = reading.stated(values)
        texts = {key: value for key in (SERVICE, LANGUAGE, INSTANCE) if isinstance(value := values.get(key), str)}
        instance = reading.origins.instance(texts.get(INSTANCE, ""))
        for scope_spans in resource_spans.scope_spans:
            made = Origin(texts.get(SERVICE, ""), scope_spans.scope.name, texts.get(LANGUAGE, ""), instance)
            origin = reading.origins.number(made)
            spans: list[bytes] = list(scope_spans.spans)
            rows = _rows(spans, common, origin, reading, number) if spans else []
            if rows is not None:
                yield rows, []
            else:
                single = [trace_pb2.Span.FromString(span) for span in spans]
                if not any(map(_may_be_span, single)):
                    raise ValueError("logs or metrics")
                yield [], [_span(span, common, origin, reading, number) for span in single]


def _may_be_span(span: Any) -> bool:
    """Whether a message has an id or a time where spans have theirs: logs and metrics are nested as spans are."""
    has_id = len(span.trace_id) == _TRACE_BYTES or len(span.span_id) == _SPAN_BYTES
    return has_id or span.start_time_unix_nano > 0 or span.end_time_unix_nano > 0


def _rows(
    spans: Sequence[bytes], common: Attributes, origin: int, reading: Reading, number: int
) -> list[SpanRow] | None:
    found = _SpanColumns.FromString(_END.join((*spans, b"")))
    traces, ids, parents = list(found.trace_id), list(found.span_id), _aligned(list(found.parent_span_id), b"")
    names, kinds = list(found.name), _aligned(list(found.kind), _NO_KIND)
    starts, ends = list(found.start_time_unix_nano), list(found.end_time_unix_nano)
    flags = [0 if flag == _NO_FLAGS else flag for flag in _aligned(list(found.flags), _NO_FLAGS)]
    own = _own(list(found.attributes), common, reading)
    if {len(spans)} != set(map(len, (traces, ids, parents, names, kinds, starts, ends, flags, own))) or found.links:
        return None
    if {_TRACE_BYTES} != set(map(len, traces)) or {_SPAN_BYTES} != set(map(len, ids)):
        return None
    if not {0, _SPAN_BYTES}.issuperset(map(len, parents)):
        return None
    if _NO_TRACE in traces or _NO_SPAN in ids or _NO_SPAN in parents:
        return None
    columns = Columns(
        list(map(bytes.hex, traces)),
        list(map(bytes.hex, ids)),
        list(map(bytes.hex, parents)),
        *(names, kinds, flags, starts, ends),
        [attributes.session for attributes in own],
        [attributes.code for attributes in own],
        (),
    )
    return rows_of_columns(columns, (origin, reading.file, number))


def _aligned(values: list[T], end: T) -> list[T]:
    """Returns the last value before each end; where there is none, the end."""
    own, ends = values[::2], values[1::2]
    if len(own) == len(ends) == ends.count(end) and end not in own:  # every span has one value
        return own
    before: list[T] = [end]
    before += values
    return [value for value, following in zip(before, values, strict=False) if following == end]


def _own(attributes: list[bytes], common: Attributes, reading: Reading) -> list[Attributes]:
    """Returns what the attributes of each span say, and what its resource says where they say nothing.

    Nothing is returned for spans of which that cannot be said."""
    keys = frozenset(key.encode() for key in reading.wanted)
    if max(map(len, keys)) > _MAX_SHORT:
        return [reading.joined(reading.stated(values), common) for values in _split(attributes)]
    try:
        wanted = [attribute for attribute in attributes if not attribute or attribute[2 : 2 + attribute[1]] in keys]
    except IndexError:
        return []
    decoded = {attribute: _values([common_pb2.KeyValue.FromString(attribute)]) for attribute in set(wanted)}
    found = {key for values in decoded.values() for key in values} - {""}
    if len(found) < 2 and found <= reading.plain_keys:  # as most spans have it
        known = {key: reading.joined(reading.attributes(values, ()), common) for key, values in decoded.items()}
        return [known[attribute] for attribute in _aligned(wanted, b"")]
    return [reading.joined(reading.stated(values), common) for values in _split(attributes)]


def _split(attributes: Iterable[bytes]) -> Iterator[dict[str, object]]:
    """Yields the attributes of each span."""
    found: list[Any] = []
    for attribute in attributes:
        if attribute:
            found.append(common_pb2.KeyValue.FromString(attribute))
        else:
            yield _values(found)
            found = []


def _span(span: Any, common: Attributes, origin: int, reading: Reading, number: int) -> Read:
    own = reading.joined(reading.stated(_values(span.attributes)), common)
    ids = span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex(), span.name
    times = span.start_time_unix_nano, span.end_time_unix_nano
    links = tuple(link.trace_id.hex() for link in span.links)
    return reading.span(SpanParts(*ids, span.kind, span.flags, *times, own, origin, links), number)


def _values(attributes: Iterable[Any]) -> dict[str, object]:
    """Returns the texts and whole numbers among attributes."""
    return {
        attribute.key: attribute.value.string_value or attribute.value.int_value or None for attribute in attributes
    }
