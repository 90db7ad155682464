"""The formats of exported traces: one module each, recognised by content and imported only when used."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from spanlint.trace.model.origins import Read, Reading

    class TraceFormat(Protocol):
        """What a format's module offers."""

        def recognizes(self, value: object) -> bool:
            """Whether a JSON value is of this format."""
            ...

        def spans(self, value: object, reading: Reading, line: int) -> Iterator[Read]:
            """Yields the spans of a JSON value."""
            ...


FORMATS = {
    "otlp-json": "spanlint.trace.formats.otlp_json",
    "tempo-json": "spanlint.trace.formats.tempo_json",
    "jaeger-json": "spanlint.trace.formats.jaeger_json",
    "otel-console-python": "spanlint.trace.formats.otel_console_python",
    "phoenix": "spanlint.trace.formats.phoenix",
    "langfuse": "spanlint.trace.formats.langfuse",
    "zipkin-json": "spanlint.trace.formats.zipkin_json",
    "rows": "spanlint.trace.formats.rows",
}
"""The name of each format of JSON, as `--input-format` takes it, and its module; the first that recognises a value
reads it."""

OTLP_PROTO = "otlp-proto"
"""The name of the only format that is not JSON (spanlint/trace/otlp/otlp_proto.py)."""


def format_module(name: str) -> TraceFormat:
    """Returns the module of one of FORMATS. Raises KeyError for any other name."""
    module: TraceFormat = __import__(FORMATS[name], fromlist=["spans"])
    return module


def recognized(value: object) -> str | None:
    """Returns the name of the format of a JSON value, None if no format knows it."""
    return next((name for name in FORMATS if format_module(name).recognizes(value)), None)
