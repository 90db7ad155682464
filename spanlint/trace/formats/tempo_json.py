"""What Grafana downloads from Tempo, and what Tempo's API answers: OTLP, but with ids in base64 and kinds as names.

grafana/tempo#5437 and #3802; the second version of the API puts the message below `trace`.
"""

from __future__ import annotations

from spanlint.trace.json_fields import entries
from spanlint.trace.otlp_shapes import shaped
from spanlint.trace.otlp_spans import spans_of
from spanlint.trace.reading import Reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.trace.reading import Read


def recognizes(value: object) -> bool:
    """Whether a JSON value holds batches of spans."""
    return bool(_batches(value))


def spans(value: object, reading: Reading, line: int) -> Iterator[Read]:
    """Yields the spans of a JSON value."""
    return spans_of(shaped({"resourceSpans": _batches(value)}), reading, line)


def _batches(value: object) -> list[object]:
    found = entries(value, "batches") or entries(value, "trace", "resourceSpans") or entries(value, "trace", "batches")
    return [batch for batch in found if isinstance(batch, dict)]
