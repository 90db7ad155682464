"""OTLP in JSON: what the Collector's file exporter and the SDKs' JSON exporters write.

opentelemetry-proto 1.11, docs/specification.md, "JSON Protobuf Encoding": ids are hexadecimal, enums are numbers, names
of fields are in lowerCamelCase, and unknown fields are ignored. Times are decimal strings or numbers. `jq -s` makes one
list of the lines of a file.
"""

from __future__ import annotations

import msgspec

from spanlint.trace.model.json_fields import first_object, objects
from spanlint.trace.model.origins import Reading
from spanlint.trace.otlp.otlp_shapes import Export, shaped
from spanlint.trace.otlp.otlp_spans import spans_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.trace.model.origins import Read

_KEYS = ("resourceSpans", "resourceLogs", "resourceMetrics", "resource_spans")
_decoder = msgspec.json.Decoder(Export, strict=False)  # times are texts or numbers


def recognizes(value: object) -> bool:
    """Whether a JSON value is an export of traces, logs or metrics, or a list of them."""
    first = first_object(value)
    return any(key in first for key in _KEYS)


def decode(line: bytes) -> Export:
    """Returns an export. Raises msgspec.ValidationError for another type, msgspec.DecodeError for what is no JSON."""
    return _decoder.decode(line)


def spans(value: object, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of a JSON value."""
    for export in objects(value) if isinstance(value, list) else (value,):
        yield from spans_of(shaped(export), reading, line)
