"""The spans of an OTLP message, whatever it was read from: the ids, times and names of each, and its few attributes."""

from __future__ import annotations

from spanlint.trace.attributes import INSTANCE, LANGUAGE, SERVICE
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
    attributes = span.attributes
    if attributes:
        wanted = reading.wanted
        if any([attribute.key in wanted for attribute in attributes]):  # noqa: C419 - a list is quicker than a generator
            own = _attributes(attributes, reading)
            session, code = own.session or session, own.code or code
    links = tuple([link.traceId for link in span.links]) if span.links else ()
    plain = None if links else _plain_span(span, session, code, origin, reading.file, line)
    if plain is not None:
        return plain
    times = span.startTimeUnixNano, span.endTimeUnixNano
    ids = span.traceId, span.spanId, span.parentSpanId
    own = Attributes(session, code)
    return reading.span(SpanParts(*ids, span.name, span.kind, span.flags, *times, own, origin, links), line)


def _plain_span(
    span: Span, session: str, code: tuple[str, int, str] | None, origin: int, file: int, line: int
) -> SpanRecord | None:
    """Returns a span that is written as most are, in a third of the time; None for any other."""
    trace, own_id, parent, kind, flags = span.traceId, span.spanId, span.parentSpanId or "", span.kind, span.flags
    if len(trace) != TRACE_DIGITS or len(own_id) != SPAN_DIGITS or type(kind) is not int or not 0 <= kind <= 5:
        return None
    if (parent and len(parent) != SPAN_DIGITS) or "_" in trace or "_" in own_id or "_" in parent:
        return None
    try:
        start, end = int(span.startTimeUnixNano or 0), int(span.endTimeUnixNano or 0)
        if not int(trace, 16) or not int(own_id, 16) or (parent and not int(parent, 16)):
            return None
    except ValueError:
        return None
    if not 0 <= start < _MAX_TIME or not 0 <= end < _MAX_TIME or " " in trace or " " in own_id or " " in parent:
        return None
    name = span.name or ""
    if len(name) > MAX_NAME:
        return None
    ids = trace.lower(), own_id.lower(), parent.lower(), name
    return SpanRecord(*ids, kind, flags or 0, start, end, session, origin, file, line, (), code)


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
