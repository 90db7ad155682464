"""Files that start no span are judged if they may use one wrongly that they are given; their twins are passed over."""

from __future__ import annotations

import pytest

from spanlint.prefilter.mentions import mentions
from tests.linting import found

PYTHON = "from opentelemetry import context, propagate, trace\nfrom opentelemetry.trace import StatusCode\n"
TYPESCRIPT = "import { context, propagation, trace, SpanStatusCode } from '@opentelemetry/api';\n"
CASES = {
    "SPN005 inject": (
        "a.py",
        PYTHON + "def f(headers, span: trace.Span):\n    propagate.inject(headers, context=span)\n",
        "context=span",
        "context=ctx",
    ),
    "SPN005 get_current_span": (
        "a.py",
        PYTHON + "def f(headers):\n    propagate.inject(headers, context=trace.get_current_span())\n",
        ", context=trace.get_current_span()",
        "",
    ),
    "SPN005 wrap": (
        "a.py",
        PYTHON + "def f(span):\n    return trace.set_span_in_context(span.get_span_context())\n",
        ".get_span_context()",
        "",
    ),
    "SPN005 use_span": (
        "a.py",
        PYTHON + "def f(span, work):\n    with trace.use_span(span.get_span_context()):\n        work()\n",
        ".get_span_context()",
        "",
    ),
    "SPN106": ("a.py", PYTHON + "def f(span):\n    trace.use_span(span)\n", "    trace.use", "    with trace.use"),
    "SPN121": (
        "a.py",
        PYTHON
        + "def f(work):\n    span = trace.get_current_span()\n    try:\n        work()\n    except ValueError:\n"
        + "        span.set_status(StatusCode.ERROR)\n    span.set_status(StatusCode.OK)\n",
        "        span.set_status(StatusCode.ERROR)\n",
        "        pass\n",
    ),
    "SPN123": (
        "a.py",
        PYTHON
        + "def f(span, work):\n    with trace.use_span(span):\n        try:\n            work()\n"
        + "        except ValueError as error:\n            span.record_exception(error)\n            raise\n",
        "            raise\n",
        "            return\n",
    ),
    "SPN005 with": (
        "a.ts",
        TYPESCRIPT + "export const f = (work) => context.with(trace.getActiveSpan(), work);\n",
        "with(trace.getActiveSpan()",
        "with(ctx",
    ),
    "SPN005 setSpan": (
        "a.ts",
        TYPESCRIPT + "export function f(span) { return trace.setSpan(context.active(), span.spanContext()); }\n",
        ".spanContext()",
        "",
    ),
    "SPN121 JavaScript": (
        "a.js",
        TYPESCRIPT
        + "export async function f(work) {\n  const span = trace.getActiveSpan();\n  try { await work(); }\n"
        + "  catch { span.setStatus({ code: SpanStatusCode.ERROR }); }\n"
        + "  finally { span.setStatus({ code: SpanStatusCode.OK }); }\n}\n",
        "ERROR",
        "UNSET",
    ),
    "SPN123 JavaScript": (
        "a.js",
        TYPESCRIPT
        + "import { wrapTracer } from '@opentelemetry/api/experimental';\n"
        + "const sugared = wrapTracer(trace.getTracer('a'));\n"
        + "export const f = (work) => sugared.withActiveSpan('b', (span) => {\n  try { work(); }\n"
        + "  catch (error) { span.recordException(error); throw error; }\n});\n",
        " throw error;",
        "",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_span_that_other_code_starts(case: str) -> None:
    path, text, wrong, right = CASES[case]
    language, code = ("python" if path.endswith(".py") else "typescript"), case.partition(" ")[0]
    assert mentions(language).may_occur_in(text.encode())
    assert code in [found_code for _, found_code in found(path, text, frozenset({code}))]
    assert text.count(wrong) == 1
    twin = text.replace(wrong, right)
    assert not found(path, twin, frozenset({code}))
    assert not mentions(language).may_occur_in(twin.encode()) or code == "SPN121"
