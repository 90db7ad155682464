"""Other libraries' spans: how they are ended (SPN103), held across a yield (SPN102), entered (SPN106), given a parent
(SPN005)."""

from __future__ import annotations

import textwrap

import pytest

from spanlint.lint.diagnose import lint
from spanlint.lint.fix import fix
from spanlint.model.settings import ApiChoices, Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.linting import diagnostics, found

CODES = frozenset({"SPN005", "SPN102", "SPN103", "SPN106"})
DDTRACE = "from ddtrace import tracer\ndef fetch(client, parent, path, use):\n"
DD_TRACE = "import tracer from 'dd-trace';\nexport async function fetch(client, parent, path, use) {\n"
OPENTRACING = "import { globalTracer } from 'opentracing';\nexport async function fetch(client, parent, path, use) {\n"
OPENTRACING += "const tracer = globalTracer();\n"
LANGFUSE_JS = "import { startObservation } from '@langfuse/tracing';\nimport * as tracing from '@langfuse/tracing';\n"
LANGFUSE_JS += "export async function fetch(client, parent, path, use) {\n"
LANGFUSE = "from langfuse import get_client\nlangfuse = get_client()\ndef fetch(path, use):\n"
START = "span = tracer.start_span('fetch', child_of=parent)\n"
JS_START = "const span = tracer.startSpan('fetch', { childOf: parent });\n"
# (code, what is above, what is wrong, what is right)
IN_PYTHON = {
    "one path returns before the finish": (
        "SPN103",
        DDTRACE,
        START + "if path is None:\n    return None\nspan.finish()",
        START + "try:\n    if path is None:\n        return None\nfinally:\n    span.finish()",
    ),
    "no finish at all": (
        "SPN103",
        DDTRACE,
        START + "use(path)",
        "with tracer.start_span('fetch', child_of=parent):\n    use(path)",
    ),
    "only the parent of another span": (
        "SPN103",
        DDTRACE,
        START + "tracer.start_span('read', child_of=span).finish()",
        START + "tracer.start_span('read', child_of=span).finish()\nspan.finish_with_ancestors()",
    ),
    "handed to a function": ("SPN103", DDTRACE, START + "use(span.span_id)", START + "use(span)"),
    "an active span that one path leaves": (
        "SPN103",
        DDTRACE,
        "span = tracer.trace('fetch')\nif path is None:\n    return None\nspan.finish()",
        "span = tracer.trace('fetch')\nif path is None:\n    span.finish()\n    return None\nspan.finish()",
    ),
    "an active span in a with": (
        "SPN103",
        DDTRACE,
        "span = tracer.trace('fetch')\nif use(path):\n    span.finish()",
        "with tracer.trace('fetch') as span:\n    use(path)",
    ),
    "the pin's tracer": (
        "SPN103",
        "from ddtrace.trace import Pin\ndef fetch(client, path):\n    tracer = Pin.get_from(client).tracer\n",
        "span = tracer.trace('fetch')\nif path:\n    span.finish()",
        "span = tracer.trace('fetch')\nif path:\n    span.finish()\nelse:\n    use(span)",
    ),
    "OpenInference's": (
        "SPN103",
        "from openinference.instrumentation import OITracer\ndef fetch(tracer: OITracer, ctx, path):\n",
        "span = tracer.start_span('fetch', ctx)\nif path:\n    span.end()",
        "span = tracer.start_span('fetch', ctx)\nspan.end()",
    ),
    "Langfuse's on one path": (
        "SPN103",
        LANGFUSE,
        "span = langfuse.start_observation(name='rows')\nif path:\n    span.end()",
        "span = langfuse.start_observation(name='rows')\nspan.update(output=path).end()",
    ),
    "Langfuse's never": (
        "SPN103",
        LANGFUSE,
        "generation = langfuse.start_observation(as_type='generation', name='ask')\ngeneration.update(output=path)",
        "use(langfuse.start_observation(as_type='generation', name='ask'))",
    ),
    "OpenTracing's": (
        "SPN103",
        "import opentracing\ndef fetch(path):\n",
        "span = opentracing.global_tracer().start_span('fetch')\nif path:\n    span.finish()",
        "with opentracing.global_tracer().start_span('fetch') as span:\n    span.log_kv({})",
    ),
    "a parent that trace does not take": (
        "SPN005",
        DDTRACE,
        "with tracer.trace('fetch', child_of=parent):\n    use(path)",
        "with tracer.trace('fetch', service=parent):\n    use(path)",
    ),
    "logfire across a yield": (
        "SPN102",
        "import logfire\ndef rows(source):\n",
        "with logfire.span('rows'):\n    yield from source",
        "with logfire.span('rows'):\n    found = list(source)\nyield from found",
    ),
    "an imported logfire across a yield": (
        "SPN102",
        "from logfire import span\ndef rows(source):\n",
        "with span('rows'):\n    yield source",
        "with span('rows'):\n    pass\nyield source",
    ),
    "logfire as a statement": (
        "SPN106",
        "import logfire\ndef run(work):\n",
        "logfire.span('work')\nwork()",
        "with logfire.span('work'):\n    work()",
    ),
    "an imported logfire as a statement": (
        "SPN106",
        "from logfire import span as begin\ndef run(work, stack):\n",
        "begin('work', n=1)\nwork()",
        "stack.enter_context(begin('work', n=1))\nwork()",
    ),
    "the span of a match beside logfire": (
        "SPN106",
        "import logfire\ndef run(match):\n",
        "logfire.span('work')",
        "match.span(1)\nlogfire.info('work')",
    ),
    "logfire's context as a statement": (
        "SPN106",
        "from logfire.propagate import attach_context\ndef run(headers, work):\n",
        "attach_context(headers)\nwork()",
        "with attach_context(headers):\n    work()",
    ),
    "langfuse as a statement": (
        "SPN106",
        "from langfuse import get_client\nlangfuse = get_client()\ndef run(work):\n",
        "langfuse.start_as_current_observation(as_type='span', name='work')\nwork()",
        "with langfuse.start_as_current_observation(as_type='span', name='work'):\n    work()",
    ),
    "ddtrace across a yield": (
        "SPN102",
        DDTRACE,
        "with tracer.trace('rows') as span:\n    yield path",
        "with tracer.trace('rows') as span:\n    use(path)\nyield path",
    ),
    "langfuse across a yield": (
        "SPN102",
        "from langfuse import get_client\nlangfuse = get_client()\nasync def rows(source):\n",
        "with langfuse.start_as_current_observation(as_type='span', name='rows'):\n    yield source",
        "span = langfuse.start_observation(as_type='span', name='rows')\ntry:\n    yield source\n"
        "finally:\n    span.end()",
    ),
}
IN_JAVASCRIPT = {
    "one path returns before the finish": (
        DD_TRACE,
        JS_START + "if (!path) return;\nspan.finish();",
        JS_START + "if (!path) { span.finish(); return; }\nspan.finish();",
    ),
    "an await before the finish": (
        DD_TRACE,
        JS_START + "await client.get(path);\nspan.finish();",
        JS_START + "try { await client.get(path); } finally { span.finish(); }",
    ),
    "Langfuse's on one path": (
        LANGFUSE_JS,
        "const span = startObservation('fetch', {});\nif (path) span.end();",
        "const span = startObservation('fetch', {});\nspan.update({ output: path }).end();",
    ),
    "Langfuse's, as a member of its module": (
        LANGFUSE_JS,
        "const span = tracing.startObservation('fetch', {});\nawait client.get(path);\nspan.end();",
        "const span = client.startObservation('fetch', {});\nawait client.get(path);\nspan.end();",
    ),
    "Langfuse's never": (
        LANGFUSE_JS,
        "startObservation('fetch', {}).update({ output: path });",
        "use(startObservation('fetch', {}));",
    ),
    "only the parent of another span": (
        DD_TRACE,
        JS_START + "tracer.startSpan('read', { childOf: span }).finish();",
        JS_START + "tracer.startSpan('read', { childOf: parent, tags: { span } }).finish();",
    ),
    "in the shorthand of another parent": (
        DD_TRACE,
        "const childOf = tracer.startSpan('a', { childOf: parent });\ntracer.startSpan('b', { childOf }).finish();",
        "const childOf = tracer.startSpan('a', { childOf: parent });\nuse({ childOf });",
    ),
    "a chain": (
        DD_TRACE,
        "tracer.startSpan('a', { childOf: parent }).setTag('k', 1);",
        "use(tracer.startSpan('a', { childOf: parent }));",
    ),
    "OpenTracing's": (OPENTRACING, JS_START + "if (path) span.finish();", JS_START + "span.finish();"),
    "OpenInference's": (
        "import { OITracer } from '@arizeai/openinference-core';\nfunction f(tracer: OITracer, ctx, path) {\n",
        "const span = tracer.startSpan('a', {}, ctx);\nif (path) span.end();",
        "const span = tracer.startSpan('a', {}, ctx);\nspan.end();",
    ),
}


def python(above: str, body: str) -> str:
    return above + textwrap.indent(body, "    ") + "\n"


@pytest.mark.parametrize(("code", "above", "bad", "good"), IN_PYTHON.values(), ids=IN_PYTHON)
def test_python(code: str, above: str, bad: str, good: str) -> None:
    assert [found_code for _, found_code in found("a.py", python(above, bad), CODES)] == [code]
    assert found("a.py", python(above, good), CODES) == []


@pytest.mark.parametrize(("above", "bad", "good"), IN_JAVASCRIPT.values(), ids=IN_JAVASCRIPT)
def test_javascript(above: str, bad: str, good: str) -> None:
    assert [code for _, code in found("a.ts", above + bad + "\n}\n", CODES)] == ["SPN103"]
    assert found("a.ts", above + good + "\n}\n", CODES) == []


def test_the_words_are_those_of_the_library() -> None:
    (never,) = diagnostics("a.py", python(DDTRACE, START + "use(path)"), CODES)
    assert never.message == "`span` is never ended, so it is never exported and the whole trace is held back"
    assert never.help == "finish it in a `finally` block"
    text = python("from logfire import span\ndef rows(source):\n", "with span('rows'):\n    yield source")
    (held,) = diagnostics("a.py", text, CODES)
    assert held.help == "enter it around each step of the work, and `yield` outside of the `with`"
    text = python(DDTRACE, "tracer.trace('a', child_of=parent)")
    (rejected,) = diagnostics("a.py", text, CODES)
    assert (
        rejected.message
        == "`parent` is passed as `child_of=`, which `trace` does not accept: the call raises a TypeError"
    )


def test_the_help_says_what_the_library_has() -> None:
    (unentered,) = diagnostics("a.py", "import logfire\ndef run(work):\n    logfire.span('work')\n    work()\n", CODES)
    assert unentered.help == "write `with logfire.span(...):` around the work, or `logfire.info(...)` if there is none"


def test_the_fix_calls_what_ends_that_span() -> None:
    never = python(DDTRACE, START + "use(path)")
    assert _fixed("a.py", never) == python(DDTRACE, START + "try:\n    use(path)\nfinally:\n    span.finish()")
    late = (
        DD_TRACE
        + "  const span = tracer.startSpan('a', { childOf: parent });\n  await use(path);\n  span.finish();\n}\n"
    )
    assert "  try {\n    await use(path);\n  } finally {\n    span.finish();\n  }\n" in _fixed("a.ts", late)


def _fixed(path: str, text: str) -> str:
    language = language_of(path)
    assert language is not None
    source = decode(path, language, text.encode())
    return fix(source, Settings(frozenset({"SPN103"})), may_be_unsafe=True).source.text.decode()


UNKNOWN = "class A:\n    def run(self, use):\n        span = self.tracer.start_span('a')\n        use(1)\n"


@pytest.mark.parametrize("end", ["end", "finish"])
def test_what_ends_a_span_of_any_library_ends_one_of_an_unknown_tracer(end: str) -> None:
    assert found("a.py", f"{UNKNOWN}        span.{end}()\n", CODES) == []
    assert [code for _, code in found("a.py", f"{UNKNOWN}        span.{end}\n", CODES)] == ["SPN103"]
    assert [code for _, code in found("a.py", f"{UNKNOWN}        span.close()\n", CODES)] == ["SPN103"]


def test_a_library_that_is_switched_off_is_not_judged() -> None:
    source = decode("a.py", "python", python(*IN_PYTHON["logfire across a yield"][1:3]).encode())
    choices = ApiChoices(switched_off=frozenset({"logfire"}))
    assert [each.code for each in lint(source, Settings(CODES)).diagnostics] == ["SPN102"]
    assert lint(source, Settings(CODES, apis=choices)).diagnostics == ()
