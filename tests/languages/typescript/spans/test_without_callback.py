"""SPN106 in TypeScript and JavaScript: a call that runs a function with the span, and is given none."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.usage_case import findings, marked
from tests.linting import found

NONE = {
    "alone": "tracer.startActiveSpan('a');\n",
    "held": "const span = tracer.startActiveSpan('a');\nspan.end();\n",
    "of a typed parameter": "function f(t: Tracer) { t.startActiveSpan('a'); }\n",
    "of a tracer that is not known": "class A { f() { this.tracer.startActiveSpan('a'); } }\n",
}
NO_FUNCTION = {
    "options": "tracer.startActiveSpan('a', { attributes: {} });\n",
    "options that are cast": "tracer.startActiveSpan('a', {} as SpanOptions);\n",
    "nothing": "tracer.startActiveSpan('a', {}, undefined);\n",
}
GOOD = {
    "a function": "tracer.startActiveSpan('a', (span) => span.end());\n",
    "options and a function": "tracer.startActiveSpan('a', {}, function (span) { span.end(); });\n",
    "a name": "tracer.startActiveSpan('a', run);\n",
    "options by a name, perhaps": "tracer.startActiveSpan('a', options);\n",
    "a spread": "tracer.startActiveSpan(...args);\n",
    "a spread after the name": "tracer.startActiveSpan('a', ...args);\n",
    "no argument": "tracer.startActiveSpan();\n",
    "another method": "tracer.startSpan('a');\n",
    "expected to throw": "assert.throws(() => tracer.startActiveSpan('a', {}));\n",
    "the file's own tracer": (
        "class OwnTracer { startActiveSpan(name: string) { return new Thing(); } }\n"
        "const own = new OwnTracer();\nown.startActiveSpan('a').end();\n"
    ),
    "a tracer of the project": 'import { OwnTracer } from "./own";\nnew OwnTracer().startActiveSpan("a");\n',
    "a mock's": "mockTracer.startActiveSpan('a');\n",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_a_call_without_a_function_is_found(text: str) -> None:
    (finding,) = findings("a.ts", "SPN106", text)
    assert finding.message == "`startActiveSpan` without a callback returns undefined and starts no span"


@pytest.mark.parametrize("text", NO_FUNCTION.values(), ids=NO_FUNCTION)
def test_something_else_in_its_place_is_found(text: str) -> None:
    (finding,) = findings("a.ts", "SPN106", text)
    assert finding.message == "`startActiveSpan` throws because its last argument is not a function"


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_nothing_else_is(text: str) -> None:
    assert findings("a.ts", "SPN106", text) == []


def test_the_marker_stands_under_the_method_in_common_js_too() -> None:
    text = 'const api = require("@opentelemetry/api");\napi.trace.getTracer("x").startActiveSpan("a");\n'
    assert found("a.js", text, frozenset({"SPN106"})) == [(2, "SPN106")]
    assert marked("a.ts", "SPN106", NONE["held"]) == ["startActiveSpan"]
