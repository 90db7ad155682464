"""SPN112: a span that is current only while it is stored or returned, in both languages."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from spanlint.lint.diagnose import lint
from spanlint.model.findings import Diagnostic
from spanlint.model.settings import ApiChoices, Settings
from spanlint.text.decoding import decode
from tests.cli.program import run_spanlint, write
from tests.linting import diagnostics, found

CODES = frozenset({"SPN112"})
PYTHON = "from opentelemetry import context, trace\ntracer = trace.get_tracer('a')\n"
TYPESCRIPT = 'import { context, trace } from "@opentelemetry/api";\nconst tracer = trace.getTracer("a");\nlet kept;\n'
WITH = "def f(self, x):\n    with tracer.start_as_current_span('s') as span:\n        "

LEFT_OPEN = WITH.replace("'s'", "'s', end_on_exit=False") + "self.span = span\n"


def indented(text: str) -> str:
    return textwrap.indent(text.replace("\n    def", "\ndef"), "    ")


FOUND_PYTHON = {
    "returned": WITH + "return span\n",
    "returned below attributes": WITH + "span.set_attribute('x', str(x))\n        return span\n",
    "returned below a loop over attributes": (
        WITH + "for key, value in x.items():\n            span.set_attribute(key, value)\n        return span\n"
    ),
    "returned in a branch": WITH + "if x:\n            span.add_event('x')\n        return span\n",
    "stored in a member": WITH + "self.span = span\n",
    "stored in a member and logged": WITH + "self.span = span\n        logger.debug('started')\n",
    "stored in a member and described there": WITH + "self.span = span\n        self.span.set_attribute('x', x)\n",
    "stored under a key": WITH + "self.spans[x] = span\n",
    "stored in a list": WITH + "self.spans.append(span)\n",
    "returned in a tuple": WITH + "return span, x\n",
    "stored in a dictionary": WITH + "self.state = {'span': span}\n",
    "stored, and the object returned": WITH + "self.span = span\n        return self\n",
    "stored in a global": "kept = None\n" + WITH.replace("(self, x):", "(self, x):\n    global kept") + "kept = span\n",
    "stored in a local that is returned": WITH + "kept = span\n    return kept\n",
    "bound to a member": "def f(self):\n    with tracer.start_as_current_span('s') as self.span:\n        pass\n",
    "bound to a member, described and left open": (
        "def f(self):\n    with tracer.start_as_current_span('s', end_on_exit=False) as self.span:\n"
        "        self.span.add_event('x')\n"
    ),
    "left open": WITH.replace("'s'", "'s', end_on_exit=False") + "self.span = span\n",
    "made current elsewhere, but ended": (
        "class A:\n"
        + indented(WITH + "self.span = span\n    def g(self):\n        with trace.use_span(self.span): go()\n")
    ),
    "left open, and another made current": (
        "class A:\n" + indented(LEFT_OPEN + "    def g(self, x):\n        with trace.use_span(x): go()\n")
    ),
    "beside another manager": WITH.replace("as span", "as span, open(x)") + "self.span = span\n",
}
SILENT_PYTHON = {
    "work": WITH + "work()\n        return span\n",
    "work that is called like a log": WITH + "self.span = span\n        runner.debug('started')\n",
    "work in an attribute": WITH + "span.set_attribute('x', work())\n        return span\n",
    "a loop over what may do work": WITH + "for each in x:\n            span.add_event(each)\n        return span\n",
    "a loop that waits for items": WITH.replace("def", "async def")
    + "async for key, value in x.items():\n            span.set_attribute(key, value)\n        return span\n",
    "work in a loop over attributes": (
        WITH + "for key, value in x.items():\n            self.send(key)\n        return span\n"
    ),
    "awaited": WITH.replace("def", "async def") + "await x\n        return span\n",
    "yielded": WITH + "yield span\n",
    "captured": WITH + "self.span = span\n        self.context = context.get_current()\n",
    "its context returned": WITH + "return span.get_span_context()\n",
    "stored in a member, and another called": WITH + "self.span = span\n        self.spans.refresh('x', x)\n",
    "described": WITH + "span.add_event('x')\n",
    "empty": WITH + "pass\n",
    "a local": WITH + "kept = span\n    g(1)\n",
    "a member that is described": (
        "def f(self):\n    with tracer.start_as_current_span('s') as self.span:\n        self.span.add_event('x')\n"
    ),
    "another value returned": WITH + "return x\n",
    "left open, and made current around its work": (
        "class A:\n" + indented(LEFT_OPEN + "    def g(self):\n        with trace.use_span(self.span): go()\n")
    ),
    "only started": "def f(self):\n    with tracer.start_span('s') as span:\n        self.span = span\n",
}
FOUND_TYPESCRIPT = {
    "returned": "const f = () => tracer.startActiveSpan('s', (span) => span);",
    "ended and returned": "const f = () => tracer.startActiveSpan('s', (span) => { span.end(); return span; });",
    "ended, returned and kept": (
        "function f() { const mark = tracer.startActiveSpan('s', (span) => { span.end(); return span; }); go(mark); }"
    ),
    "ended, stored and dropped": (
        "function f() { tracer.startActiveSpan('s', (span) => { kept = span; span.end(); return span; }); }"
    ),
    "stored in a member": "class A { f() { tracer.startActiveSpan('s', (span) => { this.span = span; }); } }",
    "stored outside": "function f() { tracer.startActiveSpan('s', (span) => { kept = span; }); }",
    "stored by an expression": "function f() { tracer.startActiveSpan('s', (span) => (kept = span)); }",
    "stored in a map": "function f(m) { tracer.startActiveSpan('s', {}, (span) => { m.set('k', span); }); }",
    "stored by a function of the file": "const keep = (span) => { kept = span; };\ntracer.startActiveSpan('s', keep);",
    "returned in an object": "const f = () => tracer.startActiveSpan('s', (span) => ({ span }));",
    "another is made current": (
        "async function f(work, other) { const span = tracer.startActiveSpan('s', (s) => s); "
        "try { await context.with(trace.setSpan(context.active(), other), work); } finally { span.end(); } }"
    ),
    "with a loop over attributes": (
        "function f(m) { return tracer.startActiveSpan('s', (span) => { "
        "for (const [k, v] of Object.entries(m)) span.setAttribute(k, v); return span; }); }"
    ),
    "with attributes": (
        "function f(m) { return tracer.startActiveSpan('s', (span) => { span.setAttribute('m', String(m)); "
        "return span; }); }"
    ),
}
SILENT_TYPESCRIPT = {
    "work": "const f = () => tracer.startActiveSpan('s', (span) => { go(); span.end(); return span; });",
    "ended, returned and dropped": (
        "function f() { tracer.startActiveSpan('s', (span) => { span.end(); return span; }); }"
    ),
    "ended, returned, awaited and dropped": (
        "async function f() { await tracer.startActiveSpan('s', async (span) => { span.end(); return span; }); }"
    ),
    "its id returned": "const f = () => tracer.startActiveSpan('s', (span) => ({ id: span.spanContext() }));",
    "work in a loop over attributes": (
        "function f(m) { return tracer.startActiveSpan('s', (span) => { "
        "for (const [k, v] of Object.entries(m)) send(k, v); return span; }); }"
    ),
    "captured": "const f = () => tracer.startActiveSpan('s', (span) => { kept = span; return context.active(); });",
    "described": "const f = () => tracer.startActiveSpan('s', (span) => { span.addEvent('x'); span.end(); });",
    "made": "const f = () => tracer.startActiveSpan('s', (span) => new Session(span));",
    "by a function of the file": "const go = (span) => { span.end(); run(); };\ntracer.startActiveSpan('s', go);",
    "by another function": "const f = (work) => tracer.startActiveSpan('s', work);",
    "made current around its work": (
        "async function f(work) { const span = tracer.startActiveSpan('s', (s) => s); "
        "try { await context.with(trace.setSpan(context.active(), span), work); } finally { span.end(); } }"
    ),
    "awaited": "const f = (p) => tracer.startActiveSpan('s', async (span) => { await p; return span; });",
}


@pytest.mark.parametrize("case", FOUND_PYTHON)
def test_python(case: str) -> None:
    assert [each.code for each in diagnostics("a.py", PYTHON + FOUND_PYTHON[case], CODES)] == ["SPN112"]


@pytest.mark.parametrize("case", SILENT_PYTHON)
def test_silent_in_python(case: str) -> None:
    assert not found("a.py", PYTHON + SILENT_PYTHON[case], CODES)


@pytest.mark.parametrize("case", FOUND_TYPESCRIPT)
def test_typescript(case: str) -> None:
    assert [each.code for each in diagnostics("a.ts", TYPESCRIPT + FOUND_TYPESCRIPT[case], CODES)] == ["SPN112"]


@pytest.mark.parametrize("case", SILENT_TYPESCRIPT)
def test_silent_in_typescript(case: str) -> None:
    assert not found("a.ts", TYPESCRIPT + SILENT_TYPESCRIPT[case], CODES)


def test_a_returned_span_that_is_not_ended_is_said_once() -> None:
    text = (
        TYPESCRIPT
        + "function f() {\n  const s = tracer.startActiveSpan('s', (span) => span);\n  if (g()) s.end();\n}\n"
    )
    assert [code for _, code in found("a.ts", text, CODES | {"SPN103"})] == ["SPN103"]
    assert [code for _, code in found("a.ts", text, CODES)] == ["SPN112"]
    assert [code for _, code in found("a.ts", text.replace("if (g()) ", ""), CODES | {"SPN103"})] == ["SPN112"]


def test_the_message_says_whether_the_span_has_ended() -> None:
    def messages(cases: dict[str, str], head: str, path: str, *names: str) -> list[str]:
        return [diagnostics(path, head + cases[name], CODES)[0].message.partition(": ")[2] for name in names]

    ended, not_current = "the span has ended when it is used", "the span is not current when it is used"
    assert messages(FOUND_PYTHON, PYTHON, "a.py", "returned", "left open") == [ended, not_current]
    assert messages(FOUND_TYPESCRIPT, TYPESCRIPT, "a.ts", "ended and returned", "returned") == [ended, not_current]


SUGARED = 'import { trace } from "@opentelemetry/api";\nimport { wrapTracer } from "@opentelemetry/api/experimental";\n'
SUGARED += "const tracer = wrapTracer(trace.getTracer('a'));\nlet kept;\n"
ENDED_BY_OTHERS = {
    "a sugared tracer's, stored": SUGARED
    + "export const f = () => {\n  tracer.withActiveSpan('s', s => { kept = s });\n};\n",
    "a sugared tracer's, returned": SUGARED + "export const f = () => tracer.withActiveSpan('s', (span) => span);\n",
    "Datadog's": (
        "import tracer from 'dd-trace';\nexport const f = () => tracer.trace('s', (span) => span);\n"
        "tracer.startSpan('a');\n"
    ),
    "Langfuse's": (
        "import { startActiveObservation } from '@langfuse/tracing';\n"
        "export const f = async () => await startActiveObservation('s', async (span) => span);\n"
    ),
}
WORKING = {
    "a sugared tracer's": SUGARED + "export const f = () => tracer.withActiveSpan('s', (span) => go(span));\n",
    "another object's": SUGARED + "export const f = (x) => x.withActiveSpan('s', (span) => span);\n",
    "Datadog's": (
        "import tracer from 'dd-trace';\nexport const f = () => tracer.trace('s', (span) => go(span));\n"
        "tracer.startSpan('a');\n"
    ),
    "Langfuse's": (
        "import { startActiveObservation } from '@langfuse/tracing';\n"
        "export const f = async () => await startActiveObservation('s', async (span) => go(span));\n"
    ),
}


@pytest.mark.parametrize("case", ENDED_BY_OTHERS)
def test_other_functions_that_end_their_spans_themselves(case: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": ENDED_BY_OTHERS[case]})
    assert "SPN112" in run_spanlint(tmp_path, "--isolated", "--select", "SPN112", "a.ts").out


@pytest.mark.parametrize("case", WORKING)
def test_other_functions_around_work(case: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": WORKING[case]})
    assert "SPN112" not in run_spanlint(tmp_path, "--isolated", "--select", "SPN112", "a.ts").out


SENTRY = 'import * as Sentry from "@sentry/node";\nimport { startSpan } from "@sentry/browser";\n'
ENDED_BY_SENTRY = [
    "const span = Sentry.startSpan({ name: 's' }, (span) => span);\n",
    "const span = startSpan({ name: 's' }, (active) => { active.setAttribute('a', 1); return active; });\n",
]
NOT_ENDED_BY_SENTRY = [
    "const done = Sentry.startSpan({ name: 's' }, (span) => go(span));\n",
    "const id = Sentry.startSpan({ name: 's' }, (span) => span.spanContext().traceId);\n",
    "const span = other.startSpan({ name: 's' }, (span) => span);\n",
    "const span = Sentry.startInactiveSpan({ name: 's' });\n",
]


def sentry(text: str, apis: ApiChoices) -> tuple[Diagnostic, ...]:
    return lint(decode("a.ts", "typescript", (SENTRY + text).encode()), Settings(CODES, apis=apis)).diagnostics


@pytest.mark.parametrize("text", ENDED_BY_SENTRY)
def test_a_library_that_ends_its_spans_itself_says_what_to_do(text: str) -> None:
    for apis in (ApiChoices(), ApiChoices(switched_on=frozenset({"sentry"}))):
        (diagnostic,) = sentry(text, apis)
        assert diagnostic.message.endswith("the span has ended when it is used")
        assert diagnostic.help.startswith("run the work of the span in the callback, or start it with")


def test_what_leaves_its_span_open_is_not_current() -> None:
    text = "const span = Sentry.startSpanManual({ name: 's' }, (span) => span);\n"
    (diagnostic,) = sentry(text, ApiChoices())
    assert diagnostic.message.endswith("the span is not current when it is used")
    assert not sentry(text.replace("=> span)", "=> go(span))"), ApiChoices())


@pytest.mark.parametrize("text", NOT_ENDED_BY_SENTRY)
def test_what_such_a_library_is_not_told_to_end(text: str) -> None:
    assert not found("a.ts", SENTRY + text, CODES)


@pytest.mark.parametrize("text", ENDED_BY_SENTRY)
def test_nothing_is_said_of_a_library_that_is_switched_off(text: str) -> None:
    assert not sentry(text, ApiChoices(switched_off=frozenset({"sentry"})))


def test_a_file_that_names_only_such_a_function_is_found_among_others(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": ENDED_BY_OTHERS["Langfuse's"], "b.ts": "export const b = 1;\n", "c.ts": "start();\n"})
    assert "a.ts:2:36: warning: SPN112" in run_spanlint(tmp_path, "--isolated", "--output-format", "concise", ".").out
