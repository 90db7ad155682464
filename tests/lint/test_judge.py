"""The work of judging a file grows with its calls, not with their square.

What is counted is calls of Python functions and steps of generators: they depend on nothing but the text.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from spanlint.lint.judge import judge
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import rules
from spanlint.text.source import Source

SHAPES = {
    "functions": ("def f{i}():\n    span = tracer.start_span('s{i}')\n    span.end()\n", 0),
    "entered": (
        "def f{i}():\n    with tracer.start_as_current_span('s{i}') as s:\n        s.add_event('a')\n",
        0,
    ),
    "statements of the module": ("s{i} = tracer.start_span('s{i}')\n", 0),
    "methods": ("    def m{i}(self, ctx):\n        s = self.tracer.start_span('a', context=ctx)\n        s.end()\n", 2),
}
"""Python, and the number of a line to begin with."""
BEGINNINGS = ("", "def work():\n", "class A:\n    def __init__(self):\n        self.tracer = tracer\n\n")
IMPORT = "from opentelemetry import trace\ntracer = trace.get_tracer(__name__)\n"

TYPESCRIPT_SHAPES = {
    "functions": ("function f{i}() {{\n  const span = tracer.startSpan('s{i}');\n  span.end();\n}}\n", "", ""),
    "callbacks": ("const f{i} = () => tracer.startActiveSpan('s{i}', (span) => {{\n  span.end();\n}});\n", "", ""),
    "statements of the module": ("const s{i} = tracer.startSpan('s{i}');\n", "", ""),
    "methods": (
        "m{i}(ctx: any) {{ const s = this.tracer.startSpan('a', {{}}, ctx); s.end(); }}\n",
        "class A {\n  tracer = tracer;\n",
        "}\n",
    ),
}
TYPESCRIPT_IMPORT = "import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('x');\n"


def python_text(shape: str, count: int) -> str:
    line, beginning = SHAPES[shape]
    return IMPORT + BEGINNINGS[beginning] + "".join(line.format(i=i) for i in range(count))


def typescript_text(shape: str, count: int) -> str:
    line, before, after = TYPESCRIPT_SHAPES[shape]
    return TYPESCRIPT_IMPORT + before + "".join(line.format(i=i) for i in range(count)) + after


def work_of(path: str, language: str, text: str) -> tuple[int, int]:
    """The number of events that judging a text by all rules takes, and of the calls in it."""
    count = 0

    def note(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += 1

    source = Source(path, language, text.encode(), text.encode())
    settings = Settings(codes=frozenset(rule.code for rule in rules()))
    sys.setprofile(note)
    try:
        judgement = judge(source, settings)
    finally:
        sys.setprofile(None)
    return count, len(judgement.facts.calls)


@pytest.mark.parametrize("shape", SHAPES)
def test_work_is_linear_in_the_calls_of_a_python_file(shape: str) -> None:
    few, many = (work_of("a.py", "python", python_text(shape, count)) for count in (100, 400))
    assert (few[1], many[1]) == (100, 400)
    assert many[0] / few[0] < 4.4


@pytest.mark.parametrize("shape", TYPESCRIPT_SHAPES)
def test_work_is_linear_in_the_calls_of_a_typescript_file(shape: str) -> None:
    few, many = (work_of("a.ts", "typescript", typescript_text(shape, count)) for count in (100, 400))
    assert (few[1], many[1]) == (100, 400)
    assert many[0] / few[0] < 4.4
