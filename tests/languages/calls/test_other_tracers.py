"""One call that only another library's tracer has makes all calls of the same receiver that library's."""

from __future__ import annotations

import pytest

from tests.linting import found

MISSING = frozenset({"SPN001", "SPN006"})

PYTHON = {
    "a parent under another name": ("tracer.start_span('x', child_of=work)", 0),
    "an end under another name": ("tracer.start_span('x').finish()", 0),
    "a keyword of no library": ("tracer.start_span('x', colour=work)", 1),
    "another receiver": ("other_tracer.start_span('x', child_of=work)", 1),
}
TYPESCRIPT = {
    "a parent under another name": ("tracer.startSpan('x', { childOf: work })", 0),
    "an end under another name": ("tracer.startSpan('x').finish()", 0),
    "a key of no library": ("tracer.startSpan('x', { colour: work })", 1),
    "another receiver": ("otherTracer.startSpan('x', { childOf: work })", 1),
}


@pytest.mark.parametrize(("line", "count"), PYTHON.values(), ids=PYTHON)
def test_python(line: str, count: int) -> None:
    text = f"def f(tracer, other_tracer, work):\n    tracer.start_span('a').end()\n    {line}\n"
    assert len(found("a.py", text, MISSING)) == count


@pytest.mark.parametrize(("line", "count"), TYPESCRIPT.values(), ids=TYPESCRIPT)
def test_typescript(line: str, count: int) -> None:
    text = f"export function f(tracer, otherTracer, work) {{\n  tracer.startSpan('a').end();\n  {line};\n}}\n"
    assert len(found("a.ts", text, MISSING)) == count


def test_a_variable_of_the_same_name_is_another_receiver() -> None:
    other = "export function f(tracer, work) {\n  tracer.startSpan('x', { childOf: work });\n}\n"
    ours = "export function g(tracer) {\n  tracer.startSpan('a').end();\n}\n"
    assert len(found("a.ts", other + ours, MISSING)) == 1


def test_a_member_is_known_by_how_it_is_written() -> None:
    text = "class A:\n    def f(self, work):\n        {}\n\n    def g(self):\n        self.tracer.start_span('a')\n"
    assert found("a.py", text.format("self.tracer.start_span('x', child_of=work)"), MISSING) == []
    assert found("a.py", text.format("work.tracer.start_span('x', child_of=work)"), MISSING)[0][0] == 6


def test_an_import_of_another_library_alone_counts_too() -> None:
    python = "def f(tracer):\n    return tracer.start_span('a')\n"
    typescript = "export const f = (tracer) => tracer.startSpan('a');\n"
    assert found("a.py", "import opentracing\n\n" + python, MISSING) == []
    assert found("a.ts", "const opentracing = require('opentracing');\n" + typescript, MISSING) == []
    assert found("a.py", "import opentelemetry\nimport opentracing\n\n" + python, MISSING) == [(5, "SPN001")]
    both = "import '@opentelemetry/api';\nimport 'opentracing';\n"
    assert found("a.ts", both + typescript, MISSING) == [(3, "SPN001")]
    for library in ("langfuse", "openinference.instrumentation", "azure.core.tracing"):
        assert found("a.py", f"import {library}\n\n{python}", MISSING) == [(4, "SPN001")]
