"""A span that is ended as none of OpenTelemetry is belongs to another library, unless its tracer is known."""

from __future__ import annotations

import pytest

from tests.linting import found

MISSING = frozenset({"SPN001", "SPN006"})

PYTHON = "def f(tracer, work):\n    {}\n"
TYPESCRIPT = "export function f(tracer, work) {{\n  {}\n}}\n"
KNOWN = {
    "a.py": "from opentelemetry import trace\ntracer = trace.get_tracer('a')\n",
    "a.ts": "import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('a');\n",
}

# The lines that use a tracer of unknown origin, and whether its span is taken for one of OpenTelemetry.
PYTHON_ENDS = {
    "at once": ("tracer.start_span('x').finish()", False),
    "at once, by its own method": ("tracer.start_span('x').end()", True),
    "through a name": ("span = tracer.start_span('x')\n    work()\n    span.finish()", False),
    "in a function within": ("span = tracer.start_span('x')\n    return lambda: span.finish()", False),
    "through a name, by its own method": ("span = tracer.start_span('x')\n    span.end()\n    work.finish()", True),
    "through a name, by both": ("span = tracer.start_span('x')\n    span.end()\n    span.finish()", True),
    "a method that is only named": ("span = tracer.start_span('x')\n    work(span.finish)\n    work.finish()", True),
    "another span": ("span = tracer.start_span('x')\n    other = work()\n    other.finish()\n    work(span)", True),
    "of a member": ("work.span = tracer.start_span('x')\n    work.span.finish()", True),
}
TYPESCRIPT_ENDS = {
    "at once": ("tracer.startSpan('x').finish()", False),
    "at once, by its own method": ("tracer.startSpan('x').end()", True),
    "through a name": ("const span = tracer.startSpan('x'); work(); span.finish()", False),
    "in a callback": ("let span; span = tracer.startSpan('x'); return () => span.finish()", False),
    "through a name, by its own method": ("const span = tracer.startSpan('x'); span.end(); work.finish()", True),
}


@pytest.mark.parametrize(("lines", "is_ours"), PYTHON_ENDS.values(), ids=PYTHON_ENDS)
def test_python(lines: str, is_ours: bool) -> None:
    assert len(found("a.py", PYTHON.format(lines), MISSING)) == is_ours


@pytest.mark.parametrize(("lines", "is_ours"), TYPESCRIPT_ENDS.values(), ids=TYPESCRIPT_ENDS)
def test_typescript(lines: str, is_ours: bool) -> None:
    assert len(found("a.ts", TYPESCRIPT.format(lines), MISSING)) == is_ours


def test_a_tracer_of_known_origin_outweighs_it() -> None:
    python = KNOWN["a.py"] + "tracer.start_span('x').finish()\n"
    typescript = KNOWN["a.ts"] + "tracer.startSpan('x').finish();\n"
    assert [code for _, code in found("a.py", python)] == ["SPN001"]
    assert [code for _, code in found("a.ts", typescript)] == ["SPN001"]
