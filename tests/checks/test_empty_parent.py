"""SPN004: an empty value as the parent; silent cases have twins that are reported."""

from __future__ import annotations

import pytest

from tests.linting import diagnostics, found

CODES = frozenset({"SPN001", "SPN004"})
DDTRACE = "from ddtrace import tracer\n\n\ndef run(task):\n    parent = None\n    {call}\n"
DD_TRACE = "import tracer from 'dd-trace';\nexport const run = () => {{\n  const parent = null;\n  {call};\n}};\n"
OTEL = "from opentelemetry import trace\n\ntracer = trace.get_tracer('app')\n\n\n"
OTEL += "def run():\n    parent = None\n    {call}\n"


@pytest.mark.parametrize(
    ("path", "head", "call"),
    [
        ("a.py", DDTRACE, "span = tracer.start_span('task', child_of=None, activate=True)"),
        ("a.py", DDTRACE, "span = tracer.start_span('task', None)"),
        ("a.js", DD_TRACE, "tracer.startSpan('task', { childOf: null })"),
        ("a.js", DD_TRACE, "tracer.startSpan('task', { childOf: undefined })"),
    ],
)
def test_an_empty_value_that_is_written_out_asks_for_a_root(path: str, head: str, call: str) -> None:
    assert found(path, head.format(call=call), CODES) == []


@pytest.mark.parametrize(
    ("path", "head", "call", "line"),
    [
        ("a.py", DDTRACE, "span = tracer.start_span('task', child_of=parent, activate=True)", 6),
        ("a.js", DD_TRACE, "tracer.startSpan('task', { childOf: parent })", 4),
        ("a.py", OTEL, "span = tracer.start_span('task', context=None)", 8),
        ("a.py", OTEL, "span = tracer.start_span('task', context=parent)", 8),
    ],
)
def test_an_empty_value_by_mistake(path: str, head: str, call: str, line: int) -> None:
    assert found(path, head.format(call=call), CODES) == [(line, "SPN004")]


def test_the_message_tells_a_value_from_a_variable() -> None:
    (value,) = diagnostics("a.py", OTEL.format(call="tracer.start_span('task', context=None)"), CODES)
    (variable,) = diagnostics("a.py", OTEL.format(call="tracer.start_span('task', context=parent)"), CODES)
    meaning = "the span joins whatever context is active, as if nothing were passed"
    assert value.message == f"`None` is not a valid parent for `start_span`: {meaning}"
    assert variable.message == f"`parent` is never set to a parent: {meaning}"
