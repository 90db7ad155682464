"""The parts of an OTLP message that are wanted, as typed shapes, and the same made of values of any type."""

from __future__ import annotations

from math import isfinite

import msgspec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Time = int | str | None
else:  # the decoder makes a number of a text, in a third of the time that it takes afterwards
    Time = int | None

_NULL = msgspec.Raw(b"null")


class AnyValue(msgspec.Struct, gc=False):
    """The value of an attribute, if it is a text or a whole number."""

    stringValue: str | None = None  # noqa: N815 - the names of OTLP
    intValue: str | int | None = None  # noqa: N815


class Attribute(msgspec.Struct, gc=False):
    """An attribute. Its value stays undecoded: most are never looked at."""

    key: str = ""
    value: msgspec.Raw = _NULL


class Link(msgspec.Struct, gc=False):
    """A link to a span of another trace."""

    traceId: str = ""  # noqa: N815


class Span(msgspec.Struct, gc=False):
    """A span."""

    traceId: str = ""  # noqa: N815
    spanId: str = ""  # noqa: N815
    parentSpanId: str | None = ""  # noqa: N815
    name: str | None = ""
    kind: int | str | None = 0
    flags: int | None = 0
    startTimeUnixNano: Time = 0  # noqa: N815
    endTimeUnixNano: Time = 0  # noqa: N815
    attributes: list[Attribute] | None = None
    links: list[Link] | None = None


class Scope(msgspec.Struct, gc=False):
    """What instruments the code."""

    name: str | None = ""


class ScopeSpans(msgspec.Struct):
    """The spans of one scope. Before version 0.15, a scope was called `instrumentationLibrary`."""

    spans: list[Span] | None = None
    scope: Scope | None = None
    instrumentationLibrary: Scope | None = None  # noqa: N815


class Resource(msgspec.Struct):
    """What made the spans."""

    attributes: list[Attribute] | None = None


class ResourceSpans(msgspec.Struct):
    """The spans of one resource."""

    resource: Resource | None = None
    scopeSpans: list[ScopeSpans] | None = None  # noqa: N815
    instrumentationLibrarySpans: list[ScopeSpans] | None = None  # noqa: N815


class Export(msgspec.Struct):
    """One message: spans, or logs and metrics, which are passed over."""

    resourceSpans: list[ResourceSpans] | None = None  # noqa: N815
    resourceLogs: msgspec.Raw | None = None  # noqa: N815
    resourceMetrics: msgspec.Raw | None = None  # noqa: N815


_value_decoder = msgspec.json.Decoder(AnyValue)


def decode_value(raw: msgspec.Raw) -> AnyValue:
    """Returns the value of an attribute; neither text nor number if it is of another type."""
    try:
        return _value_decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return AnyValue()


def shaped(value: object) -> Export:
    """Returns an export made of a JSON value, whatever the types in it; names of fields may be in snake_case, too."""
    found = [
        ResourceSpans(
            Resource(_attributes(_field(_field(entry, "resource"), "attributes"))),
            [_scope_spans(scope) for key in _SCOPES for scope in _entries(_field(entry, key))],
        )
        for entry in _entries(_field(value, "resourceSpans"))
    ]
    return Export(found)


_SCOPES = ("scopeSpans", "instrumentationLibrarySpans")


def _scope_spans(value: object) -> ScopeSpans:
    scope = _field(value, "scope") or _field(value, "instrumentationLibrary")
    name = _field(scope, "name")
    spans = [shaped_span(span) for span in _entries(_field(value, "spans"))]
    return ScopeSpans(spans, Scope(name if isinstance(name, str) else ""))


def shaped_span(value: object) -> Span:
    """Returns a span made of a JSON value. What is no text is a text that no id and no time can be."""
    name, kind, flags = (_field(value, key) for key in ("name", "kind", "flags"))
    return Span(
        traceId=_text(_field(value, "traceId")),
        spanId=_text(_field(value, "spanId")),
        parentSpanId=_text(_field(value, "parentSpanId")),
        name=name if isinstance(name, str) else "",
        kind=kind if isinstance(kind, (int, str)) else 0,
        flags=_flags(flags),
        startTimeUnixNano=_number(_field(value, "startTimeUnixNano")),
        endTimeUnixNano=_number(_field(value, "endTimeUnixNano")),
        attributes=_attributes(_field(value, "attributes")),
        links=[Link(_text(_field(link, "traceId"))) for link in _entries(_field(value, "links"))],
    )


def _attributes(value: object) -> list[Attribute]:
    pairs = ((_field(entry, "key"), _field(entry, "value")) for entry in _entries(value))
    return [Attribute(key, msgspec.Raw(_encoded(inner))) for key, inner in pairs if isinstance(key, str)]


def _encoded(value: object) -> bytes:
    parts = {name: _field(value, name) for name in ("stringValue", "intValue")}
    try:
        return msgspec.json.encode({name: part for name, part in parts.items() if isinstance(part, (str, int))})
    except (UnicodeEncodeError, OverflowError, ValueError):  # a lone surrogate
        return b"{}"


def _field(value: object, name: str) -> object:
    """Returns a field by its name in lowerCamelCase, or else in snake_case; None without either."""
    if not isinstance(value, dict):
        return None
    if name in value:
        return value[name]
    return value.get("".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name))


def _entries(value: object) -> Iterator[object]:
    yield from value if isinstance(value, list) else ()


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else repr(value)[:100]


def _flags(value: object) -> int:
    """Returns flags; they may be written as a text or with a fraction (protobuf.dev, "JSON Mapping", of a fixed32)."""
    number = _number(value)
    return int(number) if isinstance(number, int) or number.isdecimal() else 0


def _number(value: object) -> int | str:
    if isinstance(value, float) and isfinite(value):  # what has gone through a table is often written as 1.795e18
        return int(value)
    return value if isinstance(value, (int, str)) else 0 if value is None else "no number"
