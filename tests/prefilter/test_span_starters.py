"""Which functions may start a span for their callers, and which files may call one, by names and indentation."""

from __future__ import annotations

import pytest

from spanlint.prefilter.span_starters import called_for_spans, calls_any, starters_of

CREATORS = (b"start_span",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (b"def open_span(n):\n    return tracer.start_span(n)\n", {b"open_span"}),
        (b"class A:\n    async def newTrace(self):\n        s = t.start_span(1)\n        return s\n", {b"newTrace"}),
        (b"def begin(n):\n    return tracer.start_span(n)\n", set()),
        (b"def test_span(n):\n    return tracer.start_span(n)\n", set()),
        (b"def open_span(n):\n    s = tracer.start_span(n)\n    s.end()\ndef f():\n    return 1\n", set()),
        (b"def open_span(n):\n    with tracer.start_span(n):\n        return 1\n", set()),
        (b"def open_span(n):\n    return tracer.restart_span(n)\n", set()),
        (b"span = tracer.start_span(n)\nreturn 1\n", set()),
        (b"class T:\n    def start_span(self, n):\n        return self.own.start_span(n)\n", set()),
    ],
)
def test_starters(text: bytes, names: set[bytes]) -> None:
    assert starters_of(text, CREATORS) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (b"span = open_span(1)", ["open_span"]),
        (b"a.b.openSpan(1)", ["a.b.openSpan"]),
        (b"begin_trace(1)\nTracer(2)", ["begin_trace", "Tracer"]),
        (b"span.end()\nspans = [spanner]", []),
        (b"spa(1)", []),
    ],
)
def test_calls_that_are_named_for_spans(text: bytes, names: list[str]) -> None:
    assert sorted(set(called_for_spans(text))) == sorted(name.encode() for name in names)


def test_calls_by_name() -> None:
    assert calls_any(b"a = open_span('x')", [b"open_span"])
    assert not calls_any(b"from a import open_span\nopen_spans(1)", [b"open_span"])
