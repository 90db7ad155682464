"""SPN109: a tracer's method without its tracer."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.usage_case import findings, marked
from tests.linting import found

BAD = {
    "taken apart": "const { startSpan } = tracer;\nstartSpan('a');\n",
    "under another name": "const { startSpan: start } = tracer;\nstart('a');\n",
    "of a call": "const { startActiveSpan } = trace.getTracer('y');\nstartActiveSpan('a', run);\n",
    "assigned": "const start = tracer.startSpan;\nstart('a');\n",
    "assigned with a cast": "const start = tracer.startSpan as any;\nstart('a');\n",
    "in a function": "function f() { const start = tracer.startActiveSpan; return start('a', run); }\n",
    "called in a closure": "const { startSpan } = tracer;\nconst f = () => { startSpan('a'); };\n",
    "called if there": "const { startSpan } = tracer;\nstartSpan?.('a');\n",
    "a parameter": "function f({ startSpan }: Tracer) { return startSpan('a'); }\n",
    "of a typed member": (
        "class A { constructor(private t: Tracer) {}\nf() { const { startSpan } = this.t; startSpan('a'); } }\n"
    ),
    "exported and called": "export const { startSpan } = tracer;\nstartSpan('a');\n",
}
HANDED_ON = {
    "passed on": "const { startSpan } = tracer;\nrun(startSpan);\n",
    "passed on under another name": "const { startSpan: start } = tracer;\nrun('a', start);\n",
    "returned": "function f() { const { startSpan } = tracer; return startSpan; }\n",
    "returned in an object": "function f() { const { startSpan } = tracer; return { startSpan, other }; }\n",
    "under a key": "const { startSpan } = tracer;\nrun({ start: startSpan });\n",
    "exported": "export const { startSpan } = tracer;\n",
    "exported under another name": "export const { startActiveSpan: run } = tracer;\n",
    "exported by itself": "const { startSpan } = tracer;\nexport default startSpan;\n",
    "exported to require": "const { startSpan } = tracer;\nmodule.exports.start = startSpan;\n",
    "exported later": "const { startSpan } = tracer;\nexport { startSpan };\n",
    "of a parameter": "function f({ startSpan }: Tracer) { return { startSpan }; }\n",
}
GOOD = {
    "bound": "const start = tracer.startSpan.bind(tracer);\nstart('a');\n",
    "bound later": "let start = tracer.startSpan;\nstart = start.bind(tracer);\nstart('a');\n",
    "called on the tracer": "const { startSpan } = tracer;\nstartSpan.call(tracer, 'a');\n",
    "applied to the tracer": "const { startSpan } = tracer;\nstartSpan.apply(tracer, args);\n",
    "reflected": "const start = tracer.startSpan;\nReflect.apply(start, tracer, args);\n",
    "wrapped": "const start = (name: string) => tracer.startSpan(name);\nstart('a');\n",
    "never called": "const { startSpan } = tracer;\n",
    "exported": "export const startSpan = tracer.startSpan;\n",
    "kept elsewhere": "const { startSpan } = tracer;\nsaved.original = startSpan;\n",
    "exported bound": "const { startSpan } = tracer;\nexport default startSpan.bind(tracer);\n",
    "another holder, passed on": "const start = tracer.startSpan;\nrun(start);\n",
    "bound where it is passed on": "const { startSpan } = tracer;\nrun(startSpan.bind(tracer));\n",
    "looked at": "const { startSpan } = tracer;\nexpect(startSpan).toBeDefined();\n",
    "a key of the same name": "const { startSpan } = tracer;\nrun({ startSpan: other });\n",
    "a sugared tracer's, passed on": (
        'import { wrapTracer } from "@opentelemetry/api/experimental";\n'
        "const { startActiveSpan } = wrapTracer(tracer);\nrun(startActiveSpan);\n"
    ),
    "an unknown tracer's, passed on": "function f(tracer) { const { startSpan } = tracer; run(startSpan); }\n",
    "compared": "const start = tracer.startSpan;\nif (typeof start === 'function') { run(); }\n",
    "tested": "if (tracer.startSpan) { run(); }\n",
    "expected": "expect(tracer.startSpan).toHaveBeenCalled();\n",
    "spied on": "const spy = jest.spyOn(tracer, 'startSpan');\nspy('a');\n",
    "patched": (
        "const original = tracer.startSpan;\n"
        "tracer.startSpan = function (...args) { return original.apply(this, args); };\n"
    ),
    "wrapped by a tool": "shimmer.wrap(tracer, 'startSpan', (original) => (name) => original(name));\n",
    "another name of the scope": "const { startSpan } = tracer;\nfunction f(startSpan) { startSpan('a'); }\n",
    "expected to throw": "const { startSpan } = tracer;\nassert.throws(() => startSpan('a'));\n",
    "a sugared tracer": (
        'import { wrapTracer } from "@opentelemetry/api/experimental";\n'
        "const { startActiveSpan } = wrapTracer(tracer);\nstartActiveSpan('a', run);\n"
    ),
    "a module's functions": 'import * as own from "./tracing";\nconst { startSpan } = own;\nstartSpan("a");\n',
    "what is required": 'const { startSpan } = require("./tracing");\nstartSpan("a");\n',
    "what a hook gives": "const { startSpan } = useTracing();\nstartSpan('a');\n",
    "the file's own function": "const tools = { startSpan: (name) => tracer.startSpan(name) };\n"
    "const { startSpan } = tools;\nstartSpan('a');\n",
    "another library's": (
        'import * as Sentry from "@sentry/node";\nconst { startSpan } = Sentry;\nstartSpan({ name }, run);\n'
    ),
    "a tracer that is not known": "function f(tracer) { const { startSpan } = tracer; startSpan('a'); }\n",
    "another method": "const { getTracer } = trace;\ngetTracer('a');\n",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_method_that_is_called_alone_is_found(text: str) -> None:
    (finding,) = findings("a.ts", "SPN109", text)
    assert "without the tracer, so calling it throws (line " in finding.message


@pytest.mark.parametrize("text", HANDED_ON.values(), ids=HANDED_ON)
def test_a_method_that_is_handed_on_alone_is_found(text: str) -> None:
    (finding, *_) = findings("a.ts", "SPN109", text)
    assert "without the tracer, and is handed on, so it throws where it is called (line " in finding.message
    assert [note.message for note in finding.related] == ["handed on here, without the tracer"]


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_nothing_else_is(text: str) -> None:
    assert findings("a.ts", "SPN109", text) == []


def test_the_marker_stands_under_the_declared_name_and_the_call_is_related() -> None:
    text = (
        "const { startSpan: start, startActiveSpan } = tracer;\nstartActiveSpan('a', run);\nstart('a');\nstart('b');\n"
    )
    assert marked("a.ts", "SPN109", text) == ["start", "startActiveSpan"]
    first, second = findings("a.ts", "SPN109", text)
    assert [each.position.line for each in (*first.related, *second.related)] == [5, 4]
    assert first.message == "`start` holds the tracer's `startSpan` without the tracer, so calling it throws (line 5)"


def test_common_js_is_read_as_well() -> None:
    text = (
        'const api = require("@opentelemetry/api");\nconst { startSpan } = api.trace.getTracer("x");\nstartSpan("a");\n'
    )
    assert found("a.js", text, frozenset({"SPN109"})) == [(2, "SPN109")]


def test_python_methods_keep_their_object() -> None:
    text = "from opentelemetry import trace\nstart = trace.get_tracer('x').start_span\nstart('a')\n"
    assert found("a.py", text, frozenset({"SPN109"})) == []
