"""The spans of an OTLP message, whatever it was read from: the ids, times and names of each, and its few attributes."""

from __future__ import annotations

from spanlint.trace.attributes import INSTANCE, LANGUAGE, MAX_SESSION, SERVICE
from spanlint.trace.otlp_shapes import AnyValue, Attribute, Export, Resource, Span, decode_value
from spanlint.trace.reading import MAX_NAME, Attributes, Reading, SpanParts
from spanlint.trace.records import Origin, SpanRecord
from spanlint.trace.span_ids import SPAN_DIGITS, TRACE_DIGITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.trace.reading import Read

_ORIGIN_KEYS = frozenset((SERVICE, LANGUAGE, INSTANCE))
_MAX_TIME = 1 << 63  # nanoseconds
_NO_TRACE, _NO_SPAN = "0" * TRACE_DIGITS, "0" * SPAN_DIGITS


def spans_of(export: Export, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of an export."""
    for resource_spans in export.resourceSpans or ():
        resource = resource_spans.resource or Resource()
        common = _attributes(resource.attributes or (), reading)
        origin = _origin(resource, reading)
        for scope_spans in (*(resource_spans.scopeSpans or ()), *(resource_spans.instrumentationLibrarySpans or ())):
            scope = scope_spans.scope or scope_spans.instrumentationLibrary
            number = reading.origins.number(origin._replace(scope=(scope.name or "") if scope is not None else ""))
            for span in scope_spans.spans or ():
                yield _span(span, common, number, reading, line)


def _span(span: Span, common: Attributes, origin: int, reading: Reading, line: int) -> Read:
    session, code = common
    if span.attributes:
        wanted = reading.wanted
        found = [attribute for attribute in span.attributes if attribute.key in wanted]
        if len(found) == 1 and found[0].key in reading.plain_keys:  # as most spans have it, in a third of the time
            text = decode_value(found[0].value).stringValue
            session = text if text and len(text) <= MAX_SESSION else session
        elif found:
            own = _attributes(span.attributes, reading)
            session, code = own.session or session, own.code or code
    if not span.links:
        plain = _plain_span(span, session, code, origin, reading.file, line)
        if plain is not None:
            return plain
    links = tuple(link.traceId for link in span.links or ())
    times = span.startTimeUnixNano, span.endTimeUnixNano
    ids = span.traceId, span.spanId, span.parentSpanId
    own = Attributes(session, code)
    return reading.span(SpanParts(*ids, span.name, span.kind, span.flags, *times, own, origin, links), line)


def _plain_span(
    span: Span, session: str, code: tuple[str, int, str] | None, origin: int, file: int, line: int
) -> SpanRecord | None:
    """Returns a span that is written as most are, in a third of the time; None for any other."""
    trace, own, parent, kind, name = span.traceId, span.spanId, span.parentSpanId or "", span.kind, span.name or ""
    if len(trace) != TRACE_DIGITS or len(own) != SPAN_DIGITS or (parent and len(parent) != SPAN_DIGITS):
        return None
    digits = trace + own + parent
    if not (digits.isascii() and digits.isalnum()) or type(kind) is not int or not 0 <= kind <= 5:
        return None
    try:
        start, end = int(span.startTimeUnixNano or 0), int(span.endTimeUnixNano or 0)
        bytes.fromhex(digits)
    except ValueError:
        return None
    if not (0 <= start < _MAX_TIME and 0 <= end < _MAX_TIME) or len(name) > MAX_NAME:
        return None
    if trace == _NO_TRACE or own == _NO_SPAN or parent == _NO_SPAN or digits != digits.lower():
        return None
    return SpanRecord(
        trace, own, parent, name, kind, span.flags or 0, start, end, session, origin, file, line, (), code
    )


def _attributes(attributes: list[Attribute] | tuple[()], reading: Reading) -> Attributes:
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


def _plain(value: AnyValue) -> object:
    return value.stringValue if value.stringValue is not None else value.intValue
