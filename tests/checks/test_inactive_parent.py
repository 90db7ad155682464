"""SPN107: a span that is never made current while another starts that is given no parent, in both languages."""

from __future__ import annotations

import pytest

from tests.linting import diagnostics

PYTHON = "from opentelemetry import context, trace\ntracer = trace.get_tracer('a')\n"
TYPESCRIPT = 'import { context, trace } from "@opentelemetry/api";\nconst tracer = trace.getTracer("a");\n'
FIRST = "    span = tracer.start_span('s')\n"
SECOND = "    with tracer.start_as_current_span('t'):\n        go()\n"
END = "    span.end()\n"

FOUND_PYTHON = {
    "a span that ends later": "def f():\n" + FIRST + SECOND + END,
    "a span with attributes": "def f():\n" + FIRST + "    span.set_attribute('a', 1)\n" + SECOND + END,
    "two started spans": "def f():\n" + FIRST + "    other = tracer.start_span('t')\n    other.end()\n" + END,
    "with a finally": "def f():\n"
    + FIRST
    + "    try:\n        tracer.start_span('t').end()\n    finally:\n        span.end()\n",
    "with of start_span": "def f():\n    with tracer.start_span('s'):\n        tracer.start_span('t').end()\n",
    "with of start_span that binds": (
        "def f():\n    with tracer.start_span('s') as span:\n        tracer.start_span('t').end()\n"
    ),
    "a method": (
        "class A:\n    def f(self):\n        span = self.tracer.start_span('s')\n"
        "        self.tracer.start_span('t').end()\n        span.end()\n"
    ),
    "a span with a parent of its own": "def f(c):\n    span = tracer.start_span('s', context=c)\n" + SECOND + END,
    "inside another span": (
        "def f():\n    with tracer.start_as_current_span('r'):\n        span = tracer.start_span('s')\n"
        "        tracer.start_span('t').end()\n        span.end()\n"
    ),
}

SILENT_PYTHON = {
    "one after the other": "def f():\n" + FIRST + END + SECOND,
    "one after the other, in withs": "def f():\n    with tracer.start_span('s'):\n        go()\n" + SECOND,
    "never ended in sight": "def f():\n" + FIRST + SECOND,
    "made current": "def f():\n"
    + FIRST
    + "    with trace.use_span(span):\n    "
    + SECOND.replace("\n", "\n    ")
    + "\n"
    + END,
    "put into a context": "def f():\n" + FIRST + "    c = trace.set_span_in_context(span)\n" + SECOND + END,
    "passed on": "def f():\n" + FIRST + "    keep(span)\n" + SECOND + END,
    "returned": "def f():\n" + FIRST + SECOND + "    return span\n",
    "stored": "def f(self):\n" + FIRST + "    self.span = span\n" + SECOND + END,
    "kept in an attribute": "def f(self):\n    self.span = tracer.start_span('s')\n" + SECOND + "    self.span.end()\n",
    "given a parent": "def f(c):\n" + FIRST + "    other = tracer.start_span('t', context=c)\n    other.end()\n" + END,
    "under something that opens after it": (
        "def f(c):\n"
        + FIRST
        + "    token = context.attach(c)\n    tracer.start_span('t').end()\n    context.detach(token)\n"
        + END
    ),
    "in another function": "def f():\n" + FIRST + "    def g():\n        tracer.start_span('t').end()\n" + END,
    "in the other branch": (
        "def f(x):\n    if x:\n        span = tracer.start_span('s')\n    else:\n        tracer.start_span('t').end()\n"
        + END
    ),
    "given two values": "def f(x):\n" + FIRST + "    if x:\n        span = other()\n" + SECOND + END,
    "another library's span": (
        "from opencensus.trace.tracer import Tracer\nold = Tracer()\n"
        "def f():\n    with old.start_span('s'):\n        tracer.start_span('t').end()\n"
    ),
    "current already": "def f():\n    with tracer.start_as_current_span('s') as span:\n    "
    + SECOND.replace("\n", "\n    ")
    + "\n",
}

FOUND_TYPESCRIPT = {
    "a span that ends later": (
        "const span = tracer.startSpan('s'); tracer.startActiveSpan('t', (i) => i.end()); span.end();"
    ),
    "two started spans": (
        "const span = tracer.startSpan('s'); const other = tracer.startSpan('t'); other.end(); span.end();"
    ),
    "with a finally": (
        "const span = tracer.startSpan('s'); try { tracer.startSpan('t').end(); } finally { span.end(); }"
    ),
    "assigned later": "let span; span = tracer.startSpan('s'); tracer.startSpan('t').end(); span.end();",
    "ended with a question mark": "const span = tracer.startSpan('s'); tracer.startSpan('t').end(); span?.end();",
    "ended in a closure": "const span = tracer.startSpan('s'); tracer.startSpan('t').end(); done(() => span.end());",
}

SILENT_TYPESCRIPT = {
    "one after the other": "const span = tracer.startSpan('s'); span.end(); tracer.startSpan('t').end();",
    "never ended in sight": "const span = tracer.startSpan('s'); tracer.startSpan('t').end();",
    "made current": (
        "const span = tracer.startSpan('s'); context.with(trace.setSpan(context.active(), span), () => {"
        " tracer.startSpan('t').end(); }); span.end();"
    ),
    "passed on": "const span = tracer.startSpan('s'); keep(span); tracer.startSpan('t').end(); span.end();",
    "passed on in an object": (
        "const span = tracer.startSpan('s'); keep({ span }); tracer.startSpan('t').end(); span.end();"
    ),
    "returned": "const span = tracer.startSpan('s'); tracer.startSpan('t').end(); return { span };",
    "given a parent": "const span = tracer.startSpan('s'); tracer.startSpan('t', {}, c).end(); span.end();",
    "in another function": (
        "const span = tracer.startSpan('s'); later(() => { tracer.startSpan('t').end(); }); span.end();"
    ),
    "in the other branch": (
        "let span; if (x) { span = tracer.startSpan('s'); } else { tracer.startSpan('t').end(); } span.end();"
    ),
    "a root": "const span = tracer.startSpan('s'); tracer.startSpan('t', { root: true }).end(); span.end();",
}


def lines(path: str, text: str) -> list[tuple[int, list[int]]]:
    """The line of each finding, and those of its related places."""
    found = diagnostics(path, text, frozenset({"SPN107"}))
    return [(each.start.line, [one.position.line for one in each.related]) for each in found]


@pytest.mark.parametrize("text", FOUND_PYTHON.values(), ids=FOUND_PYTHON)
def test_a_python_span_that_is_never_current_is_found(text: str) -> None:
    assert len(lines("a.py", PYTHON + text)) == 1


@pytest.mark.parametrize("text", SILENT_PYTHON.values(), ids=SILENT_PYTHON)
def test_a_python_span_that_is_no_parent_is_not(text: str) -> None:
    assert lines("a.py", PYTHON + text) == []


@pytest.mark.parametrize("text", FOUND_TYPESCRIPT.values(), ids=FOUND_TYPESCRIPT)
def test_a_typescript_span_that_is_never_current_is_found(text: str) -> None:
    assert len(lines("a.ts", f"{TYPESCRIPT}function f(x, c) {{ {text} }}")) == 1


@pytest.mark.parametrize("text", SILENT_TYPESCRIPT.values(), ids=SILENT_TYPESCRIPT)
def test_a_typescript_span_that_is_no_parent_is_not(text: str) -> None:
    assert lines("a.ts", f"{TYPESCRIPT}function f(x, c) {{ {text} }}") == []


def test_the_spans_that_follow_are_related_places() -> None:
    text = "def f():\n" + FIRST + SECOND + SECOND + END + SECOND
    assert lines("a.py", PYTHON + text) == [(4, [5, 7])]
    (found,) = diagnostics("a.py", PYTHON + text, frozenset({"SPN107"}))
    assert "(lines 5, 7)" in found.message


def test_the_rule_is_off_by_default() -> None:
    from spanlint.rulebook.rules import rule_of

    inactive = rule_of("SPN107")
    assert inactive is not None
    assert not inactive.is_default
