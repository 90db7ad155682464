"""The lines and the text of a finding's call, without the bodies of the functions passed to it.

A callback's body may be hundreds of lines long, and an edit of the body does not edit the call.
"""

from __future__ import annotations

from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.facts import SpanCall
from spanlint.model.settings import Lines
from spanlint.suppression.call_index import CallIndex
from spanlint.text.source import ByteRange, LineIndex

_BESIDE_PUNCTUATION = lazy_pattern(r"\s*([][(){},.:])\s*")
_TRAILING_COMMA = lazy_pattern(r",([])}])")


class CallPlace(Record):
    """The lines of a finding's call from the start of its statement, as pairs of first and last, 1-based; and its text.

    The text is normalized, so that a formatter's line breaks and trailing commas do not change it. A finding that is
    not about a call has an empty text and the lines that it marks.
    """

    lines: Lines
    text: str = ""


def call_place(at: ByteRange, text: bytes, calls: CallIndex, lines: LineIndex) -> CallPlace:
    """Returns the place of the call whose name is at `at`, or that contains `at`."""
    call = calls.call_of(at)
    if call is None or (call.at != at and any(body.start <= at.start < body.end for body in call.bodies())):
        return CallPlace(((lines.position(at.start).line, lines.position(at.end).line),))
    return CallPlace(_lines(call, lines), _text(call, text))


def _lines(call: SpanCall, lines: LineIndex) -> Lines:
    first = lines.position(min(call.statement(), call.call.start)).line
    line_ranges: list[tuple[int, int]] = []
    for body in call.bodies():
        body_first, body_last = lines.position(body.start).line, lines.position(body.end).line
        if body_first < body_last:
            line_ranges.append((first, body_first))
            first = body_last
    return (*line_ranges, (first, lines.position(call.call.end).line))


def _text(call: SpanCall, text: bytes) -> str:
    pieces: list[bytes] = []
    start = call.call.start
    for body in call.bodies():
        pieces.append(text[start : body.start])
        start = body.end
    pieces.append(text[start : call.call.end])
    words = " ".join(b"{}".join(pieces).decode("utf-8", "replace").split())
    return _TRAILING_COMMA.sub(r"\1", _BESIDE_PUNCTUATION.sub(r"\1", words))
