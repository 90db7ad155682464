"""A file is passed over only where what it mentions is nothing: judged all the same, it has no finding; and its twin,
which differs in what counts, has one."""

from __future__ import annotations

import pytest

from spanlint.prefilter.mentions import mentions
from tests.linting import EVERY_CODE
from tests.linting import found as findings

PY = "from opentelemetry import trace, context\nfrom opentelemetry.trace import set_span_in_context, use_span\n"
PY += "tracer = trace.get_tracer('t')\nspan = trace.get_current_span()\n"
TS = "import { trace, context } from '@opentelemetry/api';\nconst span = trace.getActiveSpan();\n"
TS += "const active = context.active();\n"
PAIRS = {
    "a name in a string": ("py", "patch('tracer.start_span')\n", "tracer.start_span('a')\n"),
    "a member of the method": ("py", "tracer.start_span.assert_called_once()\n", "tracer.start_span ('a')\n"),
    "a value given to a member": ("py", "tracer.start_span.return_value = 1\n", "tracer.start_span\\\n('a')\n"),
    "a context that is kept": ("py", "o.ctx = set_span_in_context(span)\n", "set_span_in_context(span)\n"),
    "one that a local holds": (
        "py",
        "def f():\n    ctx = set_span_in_context(span)\n    return ctx\n",
        "def f():\n    ctx = set_span_in_context(span)\n    return context\n",
    ),
    "one that is returned": (
        "py",
        "def f():\n    return trace.set_span_in_context(span)\n",
        "def f():\n    trace.set_span_in_context(span)\n",
    ),
    "one that is handed on": ("py", "print(set_span_in_context(span))\n", "print(1); set_span_in_context(span)\n"),
    "one on a line of its own": (
        "py",
        "x = 1\no.ctx = context.set_value('k', 1)\n",
        "if span: context.set_value('k', 1)\n",
    ),
    "an alias": ("py", "", "from opentelemetry.context import set_value as put\nput('k', 1)\n"),
    "what is attached": ("py", "attach = 1\n", "def f(ctx):\n    context.attach (ctx)\n    1 / 0\n    return 2\n"),
    "what a with enters": (
        "py",
        "def f():\n    with use_span(span):\n        return 1\n",
        "def f():\n    with use_span(span):\n        yield 1\n",
    ),
    "a context in TypeScript": (
        "ts",
        "const ctx = trace.setSpan(active, span); f(ctx);\n",
        "trace.setSpan(active, span);\n",
    ),
    "one that a local of TypeScript holds": (
        "ts",
        "const f = () => { const ctx: Context = trace.setSpan(active, span); return ctx; };\n",
        "const f = () => { const ctx: Context = trace.setSpan(active, span); };\n",
    ),
    "one handed on": (
        "ts",
        "context.with(trace.setSpan(active, span), f);\n",
        "const f = () => { (trace.setSpan(active, span)); };\n",
    ),
    "one that is awaited": ("ts", "const x = [trace];\n", "void(trace.setSpan(active, span));\n"),
    "one behind a condition": (
        "ts",
        "if (f(trace.setSpan(active, span))) f();\n",
        "if (f()) (trace.setSpan(active, span));\n",
    ),
    "one behind else": ("ts", "f(trace.setSpan(active, span));\n", "if (f) f(); else (trace.setSpan(active, span));\n"),
}
HEAD = {"py": PY, "ts": TS}
LANGUAGE = {"py": "python", "ts": "typescript"}


@pytest.mark.parametrize("case", PAIRS)
def test_only_what_is_nothing_is_passed_over(case: str) -> None:
    suffix, nothing, something = PAIRS[case]
    found = mentions(LANGUAGE[suffix]).may_occur_in
    head = HEAD[suffix]
    assert not found((head + nothing).encode())
    assert findings(f"a.{suffix}", head + nothing, EVERY_CODE) == []
    assert found((head + something).encode())
    assert findings(f"a.{suffix}", head + something, EVERY_CODE)


@pytest.mark.parametrize(
    "text",
    [
        "tracer.start_span",
        "tracer.start_span\n('a')",
        "tracer.start_span # first\n('a')",
        "tracer.start_span\\\n('a')",
        "x = [tracer.start_span]",
    ],
)
def test_a_creator_that_may_be_used_counts(text: str) -> None:
    assert mentions("python").may_occur_in(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "attach \\\n (ctx)",
        "attach # now\n (ctx)",
        "from opentelemetry.context import attach as a",
        "def f(): yield\nuse_span" + " " * 300 + "(span)",
        "a = 1; set_value('k', 1)",
        "lambda: set_value('k', 1)",
        "f()\nset_value('k', 1)",
        "await(set_value('k', 1))",
        "get()[0].set_value('k', 1)",
        "(set_value('k', 1))",
        "set_value # here\n('k', 1)",
        "\\\nset_value('k', 1)",
    ],
)
def test_a_context_function_that_may_be_used_counts(text: str) -> None:
    assert mentions("python").may_occur_in(f"import opentelemetry\n{text}".encode())
