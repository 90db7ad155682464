"""What Grafana downloads from Tempo, and what Tempo's API answers: OTLP, but with ids in base64 and kinds as names.

grafana/tempo#5437 and #3802; the second version of the API puts the message below `trace`. The third version of
Jaeger's puts one below `result`, with ids in hexadecimal (jaeger-idl, proto/api_v3/query_service.proto). GitHub
Copilot's command line writes the batches one after another, without anything around them.
"""

from __future__ import annotations

from spanlint.trace.model.json_fields import entries
from spanlint.trace.model.origins import Reading
from spanlint.trace.otlp.otlp_shapes import shaped
from spanlint.trace.otlp.otlp_spans import spans_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.trace.model.origins import Read

_PATHS = (("batches",), ("trace", "resourceSpans"), ("trace", "batches"), ("result", "resourceSpans"))


def recognizes(value: object) -> bool:
    """Whether a JSON value holds batches of spans."""
    return bool(_batches(value))


def spans(value: object, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of a JSON value."""
    return spans_of(shaped({"resourceSpans": _batches(value)}), reading, line)


def _batches(value: object) -> list[object]:
    if isinstance(value, dict) and isinstance(value.get("scopeSpans"), list):
        return [value]
    found = next((batches for path in _PATHS if (batches := entries(value, *path))), [])
    return [batch for batch in found if isinstance(batch, dict)]
