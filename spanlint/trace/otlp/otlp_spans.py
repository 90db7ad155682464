"""The spans of an OTLP message, whatever it was read from: the ids, times and names of each, and its few attributes."""

from __future__ import annotations

from itertools import repeat, starmap

import msgspec

from spanlint.trace.model.attributes import INSTANCE, LANGUAGE, MAX_SESSION, SERVICE
from spanlint.trace.model.origins import Attributes, Reading, SpanParts
from spanlint.trace.model.records import Origin, SpanRecord
from spanlint.trace.otlp.otlp_shapes import AnyValue, Attribute, Export, Resource, Span, decode_value
from spanlint.trace.otlp.span_columns import rows_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from spanlint.trace.model.origins import Read
    from spanlint.trace.model.records import Code, SpanRow

_ORIGIN_KEYS = frozenset((SERVICE, LANGUAGE, INSTANCE))
_NONE = Attribute()
_NO_TEXT = msgspec.Raw(b'{"stringValue":""}')


class _Text(msgspec.Struct, gc=False):
    """The value of an attribute, which must be a text."""

    stringValue: str  # noqa: N815 - the name of OTLP


_texts_decoder = msgspec.json.Decoder(list[_Text])


def spans_of(export: Export, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of an export."""
    for rows, others in batches_of(export, reading, line):
        yield from others or starmap(SpanRecord, rows)


def batches_of(export: Export, reading: Reading, line: int) -> Iterator[tuple[list[SpanRow], list[Read]]]:
    """Yields the spans of each scope: as rows, or one by one if any of them is not plain."""
    for resource_spans in export.resourceSpans or ():
        resource = resource_spans.resource or Resource()
        common = _attributes(resource.attributes or (), reading)
        origin = _origin(resource, reading)
        for scope_spans in (*(resource_spans.scopeSpans or ()), *(resource_spans.instrumentationLibrarySpans or ())):
            scope = scope_spans.scope or scope_spans.instrumentationLibrary
            number = reading.origins.number(origin._replace(scope=(scope.name or "") if scope is not None else ""))
            spans = scope_spans.spans
            if not spans:
                continue
            sessions, codes = _sessions_and_codes(spans, common, reading)
            rows = rows_of(spans, sessions, codes, (number, reading.file, line))
            if rows is not None:
                yield rows, []
            else:
                own = map(Attributes, sessions, codes)
                yield [], [_span(*pair, number, reading, line) for pair in zip(spans, own, strict=False)]


def _span(span: Span, own: Attributes, origin: int, reading: Reading, line: int) -> Read:
    links = tuple(link.traceId for link in span.links or ())
    times = span.startTimeUnixNano, span.endTimeUnixNano
    ids = span.traceId, span.spanId, span.parentSpanId
    return reading.span(SpanParts(*ids, span.name, span.kind, span.flags, *times, own, origin, links), line)


def _sessions_and_codes(
    spans: Sequence[Span], common: Attributes, reading: Reading
) -> tuple[Iterable[str], Iterable[Code | None]]:
    """Returns the session of each span and its place in the code."""
    keys = {attribute.key for span in spans for attribute in span.attributes or ()}
    wanted = keys & reading.wanted
    if not wanted:
        shared = reading.joined(Attributes(), common)
        return repeat(shared.session), repeat(shared.code)
    if len(wanted) == 1 and wanted <= reading.plain_keys:  # as most spans have it
        texts = _texts_of(spans, wanted.pop())
        if texts is not None:
            sessions = {text: text[:MAX_SESSION] or common.session for text in set(texts)}
            return [sessions[text] for text in texts], repeat(common.code)
    own = [reading.joined(_attributes(span.attributes or (), reading), common) for span in spans]
    return [found.session for found in own], [found.code for found in own]


def _texts_of(spans: Sequence[Span], key: str) -> list[str] | None:
    """Returns the text that each span has of a key, empty for none; None if one of them is no text."""
    firsts = [span.attributes[0] if span.attributes else _NONE for span in spans]
    pairs = zip(firsts, spans, strict=False)
    values = [first.value if first.key == key else _value_of(key, span) for first, span in pairs]
    try:
        return [value.stringValue for value in _texts_decoder.decode(b"[%b]" % b",".join(values))]
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _value_of(key: str, span: Span) -> msgspec.Raw:
    return next((attribute.value for attribute in span.attributes or () if attribute.key == key), _NO_TEXT)


def _attributes(attributes: Sequence[Attribute], reading: Reading) -> Attributes:
    wanted = reading.wanted
    values = {
        attribute.key: _plain(decode_value(attribute.value)) for attribute in attributes if attribute.key in wanted
    }
    return reading.attributes(values, (attribute.key for attribute in attributes))


def _origin(resource: Resource, reading: Reading) -> Origin:
    values = {
        attribute.key: _plain(decode_value(attribute.value))
        for attribute in resource.attributes or ()
        if attribute.key in _ORIGIN_KEYS
    }
    texts = {key: value for key, value in values.items() if isinstance(value, str)}
    instance = reading.origins.instance(texts.get(INSTANCE, ""))
    return Origin(texts.get(SERVICE, ""), "", texts.get(LANGUAGE, ""), instance)


def _plain(value: AnyValue) -> str | int | None:
    return value.stringValue if value.stringValue is not None else value.intValue
