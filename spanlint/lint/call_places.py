"""Where the call of a finding stands and what it says, without the bodies of the functions that it is handed.

A callback's body may be hundreds of lines long; an edit in there is no edit of the call.
"""

from __future__ import annotations

import re

from spanlint.lean.records import Record
from spanlint.model.facts import Facts, SpanCall
from spanlint.model.settings import Lines
from spanlint.suppression.sift import call_of
from spanlint.text.source import ByteRange, LineIndex

_BESIDE_PUNCTUATION = re.compile(r"\s*([][(){},.:])\s*")
_TRAILING_COMMA = re.compile(r",([])}])")


class CallPlace(Record):
    """The lines of a finding's call from the start of its statement, first and last, 1-based; and the call's text.

    The text is written so that a formatter's line breaks and trailing commas change nothing. It is empty for a finding
    that is about no call, whose lines are those that it marks.
    """

    lines: Lines
    text: str = ""


def call_place(at: ByteRange, text: bytes, facts: Facts, lines: LineIndex) -> CallPlace:
    """The place of the call that the range `at` is the name of, or stands in."""
    call = call_of(at, facts.calls)
    if call is None or (call.at != at and any(body.start <= at.start < body.end for body in call.bodies())):
        return CallPlace(((lines.position(at.start).line, lines.position(at.end).line),))
    return CallPlace(_lines(call, lines), _text(call, text))


def _lines(call: SpanCall, lines: LineIndex) -> Lines:
    first = lines.position(min(call.statement(), call.call.start)).line
    found: list[tuple[int, int]] = []
    for body in call.bodies():
        opened, closed = lines.position(body.start).line, lines.position(body.end).line
        if opened < closed:
            found.append((first, opened))
            first = closed
    return (*found, (first, lines.position(call.call.end).line))


def _text(call: SpanCall, text: bytes) -> str:
    pieces: list[bytes] = []
    start = call.call.start
    for body in call.bodies():
        pieces.append(text[start : body.start])
        start = body.end
    pieces.append(text[start : call.call.end])
    words = " ".join(b"{}".join(pieces).decode("utf-8", "replace").split())
    return _TRAILING_COMMA.sub(r"\1", _BESIDE_PUNCTUATION.sub(r"\1", words))
