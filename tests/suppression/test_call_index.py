"""Which call a place in a file belongs to."""

from __future__ import annotations

import pytest

from spanlint.lint.judge import judge
from spanlint.model.facts import SpanCall
from spanlint.model.settings import Settings
from spanlint.suppression.call_index import CallIndex
from spanlint.text.source import ByteRange, Source

TEXT = b"""import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('x');
tracer.startActiveSpan('outer', (outer) => {
  const inner = tracer.startSpan('inner');
  outer.end(); inner.end();
});
tracer.startSpan('last').end();
"""


@pytest.fixture(scope="module")
def calls() -> tuple[SpanCall, ...]:
    source = Source("a.ts", "typescript", TEXT, TEXT)
    return judge(source, Settings(codes=frozenset({"SPN001"}))).facts.calls


def place(word: bytes) -> ByteRange:
    start = TEXT.index(word)
    return ByteRange(start, start + len(word))


@pytest.mark.parametrize(
    ("word", "span"),
    [
        (b"startSpan('inner')", "inner"),
        (b"'inner'", "inner"),
        (b"outer.end()", "outer"),
        (b"'last'", "last"),
        (b"import", ""),
        (b"getTracer", ""),
    ],
)
def test_a_place_belongs_to_the_innermost_call_around_it(calls: tuple[SpanCall, ...], word: bytes, span: str) -> None:
    found = CallIndex(calls).call_of(place(word))
    text = TEXT[found.call.start : found.call.end].decode() if found is not None else ""
    assert text.split("'")[1:2] == ([span] if span else [])


def test_a_name_belongs_to_its_own_call(calls: tuple[SpanCall, ...]) -> None:
    index = CallIndex(calls)
    assert [index.call_of(call.at) for call in calls] == list(calls)
    assert len(calls) == 3
