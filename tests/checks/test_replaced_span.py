"""SPN113: a span in a member of an object that another replaces before it is ended, in both languages."""

from __future__ import annotations

import pytest

from tests.linting import diagnostics, found

CODES = frozenset({"SPN113"})
PYTHON = "from opentelemetry import trace\nfrom opentelemetry.trace import Span\ntracer = trace.get_tracer('a')\n"
TYPESCRIPT = 'import { trace, type Span } from "@opentelemetry/api";\nconst tracer = trace.getTracer("a");\n'
INIT = "class A:\n    def __init__(self, span):\n        self.span = span\n"
GO = "    def go(self):\n        self.span = tracer.start_span('b')\n        self.span.end()\n"
MADE = "class A {\n  span: Span;\n  constructor(span: Span) { this.span = span; }\n"
REPLACE = "  go() { this.span = tracer.startSpan('b'); this.span.end(); }\n"

FOUND_PYTHON = {
    "of the constructor's parameter": INIT + GO,
    "of a typed parameter": INIT.replace("(self, span)", "(self, s: Span)").replace("= span", "= s") + GO,
    "of a parameter that callers pass a span for": (
        INIT.replace("span)", "s)").replace("= span", "= s") + GO + "def f():\n    return A(tracer.start_span('a'))\n"
    ),
    "started by the constructor": INIT.replace("= span", "= tracer.start_span('a')") + GO,
    "bound by a with": INIT
    + "    def go(self):\n        with tracer.start_as_current_span('b') as self.span:\n            g()\n",
    "in one function": (
        "class A:\n    def go(self):\n        self.span = tracer.start_span('a')\n        g()\n"
        "        self.span = tracer.start_span('b')\n        self.span.end()\n"
    ),
    "described before": INIT + "    def say(self):\n        self.span.set_attribute('a', 1)\n" + GO,
    "beside another class": INIT + GO + "class B:\n    def end(self):\n        self.span.end()\n",
    "from a caller that ends it for an exception": (
        INIT
        + GO
        + "def f(x):\n    span = tracer.start_span('a')\n    try:\n        x()\n    except E:\n        span.end()\n"
        "        raise\n    return A(span)\n"
    ),
}
SILENT_PYTHON = {
    "ended before": INIT + GO.replace("        self.span = ", "        self.span.end()\n        self.span = "),
    "ended elsewhere": INIT + "    def end(self):\n        self.span.end()\n" + GO,
    "entered elsewhere": INIT + "    def end(self):\n        with self.span:\n            pass\n" + GO,
    "passed on": INIT + "    def end(self):\n        end(self.span)\n" + GO,
    "handed out": INIT + "    def get(self):\n        return self.span\n" + GO,
    "emptied": INIT + "    def end(self):\n        self.span = None\n" + GO,
    "empty": INIT.replace("= span", "= None") + GO,
    "may be empty": INIT.replace("span)", "span=None)") + GO,
    "may be none": INIT.replace("span)", "span: Span | None)") + GO,
    "asked about": INIT
    + "    def go(self):\n        if not self.span:\n            self.span = tracer.start_span('b')\n",
    "ended outside": INIT + GO + "def f(a):\n    a.span.end()\n",
    "ended by a subclass": INIT + GO + "class B(A):\n    def end(self):\n        self.span.end()\n",
    "of a caller's with": INIT
    + GO
    + "def f():\n    with tracer.start_as_current_span('a') as span:\n        A(span).go()\n",
    "of a caller that ends it": INIT
    + GO
    + "def f():\n    span = tracer.start_span('a')\n    A(span).go()\n    span.end()\n",
    "in alternatives": (
        "class A:\n    def go(self, x):\n        if x:\n            self.span = tracer.start_span('a')\n        else:\n"
        "            self.span = tracer.start_span('b')\n"
    ),
    "of a parameter that callers pass anything for": (
        INIT.replace("span)", "s)").replace("= span", "= s")
        + GO
        + "def f(x):\n    return A(tracer.start_span('a')), A(x)\n"
    ),
    "of a name of the file": "none = INVALID\n" + INIT.replace("= span", "= none") + GO,
    "no span": INIT.replace("span)", "label)").replace("= span", "= label") + GO,
    "made of another function": INIT.replace("= span", "= make()") + GO,
}
FOUND_TYPESCRIPT = {
    "of the constructor's parameter": MADE + REPLACE + "}\n",
    "of a parameter that is a field": "class A {\n  constructor(private span: Span) {}\n" + REPLACE + "}\n",
    "of a field": "class A {\n  span = tracer.startSpan('a');\n" + REPLACE + "}\n",
    "in one function": (
        "class A {\n  go() { this.span = tracer.startSpan('a'); g(); this.span = tracer.startSpan('b'); "
        "this.span.end(); }\n}\n"
    ),
}
SILENT_TYPESCRIPT = {
    "ended before": MADE + REPLACE.replace("{ this", "{ this.span?.end(); this") + "}\n",
    "ended elsewhere": MADE + REPLACE + "  end() { this.span.end(); }\n}\n",
    "empty": "class A {\n  span?: Span;\n" + REPLACE + "}\n",
    "may be missing": MADE.replace("(span:", "(span?:") + REPLACE + "}\n",
    "asked about": MADE + "  go() { if (!this.span) { this.span = tracer.startSpan('b'); } }\n}\n",
    "handed out": MADE + REPLACE + "  get() { return this.span; }\n}\n",
}


@pytest.mark.parametrize("case", FOUND_PYTHON)
def test_python(case: str) -> None:
    assert [each.code for each in diagnostics("a.py", PYTHON + FOUND_PYTHON[case], CODES)] == ["SPN113"]


@pytest.mark.parametrize("case", SILENT_PYTHON)
def test_silent_in_python(case: str) -> None:
    assert not found("a.py", PYTHON + SILENT_PYTHON[case], CODES)


@pytest.mark.parametrize("case", FOUND_TYPESCRIPT)
def test_typescript(case: str) -> None:
    assert [each.code for each in diagnostics("a.ts", TYPESCRIPT + FOUND_TYPESCRIPT[case], CODES)] == ["SPN113"]


@pytest.mark.parametrize("case", SILENT_TYPESCRIPT)
def test_silent_in_typescript(case: str) -> None:
    assert not found("a.ts", TYPESCRIPT + SILENT_TYPESCRIPT[case], CODES)


def test_the_finding_shows_the_span_that_is_lost() -> None:
    (finding,) = diagnostics("a.py", PYTHON + FOUND_PYTHON["in one function"], CODES)
    assert "`self.span` already holds a span (line 6) that nothing ends" in finding.message
