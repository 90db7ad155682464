"""SPN102 and SPN104: an attach that is held across a yield is one mistake."""

from __future__ import annotations

import pytest

from tests.linting import diagnostics, found

_CODES = frozenset({"SPN102", "SPN104"})
_HEAD = "from contextlib import contextmanager\nfrom opentelemetry import context\n"
_HELD = {
    "a token that is dropped": "def f(c):\n    context.attach(c)\n    yield 1\n",
    "a token that is never used": "def f(c):\n    token = context.attach(c)\n    yield 1\n",
    "a detach that a path skips": (
        "def f(c, xs):\n    token = context.attach(c)\n    for x in xs:\n        yield x\n        if not x:\n"
        "            return\n    context.detach(token)\n"
    ),
    "an await": (
        "async def f(c, go):\n    token = context.attach(c)\n    yield 1\n    await go()\n    context.detach(token)\n"
    ),
    "yield from": "def f(c, xs):\n    context.attach(c)\n    yield from xs\n",
}
_ATTACHED = {
    "no generator": "def f(c, ready):\n    context.attach(c)\n    return ready\n",
    "a yield before": "def f(c):\n    yield 1\n    context.attach(c)\n",
    "a context manager": "@contextmanager\ndef f(c):\n    context.attach(c)\n    yield 1\n",
    "another function's yield": (
        "def f(c):\n    context.attach(c)\n    def items():\n        yield 1\n    return items()\n"
    ),
}


def _found(text: str) -> list[str]:
    return [each.code for each in diagnostics("a.py", _HEAD + text, _CODES)]


@pytest.mark.parametrize("text", _HELD.values(), ids=_HELD)
def test_attach_across_a_yield_is_reported_once(text: str) -> None:
    assert _found(text) == ["SPN102"]


@pytest.mark.parametrize("text", _ATTACHED.values(), ids=_ATTACHED)
def test_attach_that_is_held_across_no_yield_of_a_caller(text: str) -> None:
    assert _found(text) == ["SPN104"]


@pytest.mark.parametrize(
    ("decorator", "expected"), [("@given('a value')", []), ("@then('it is kept')", []), ("@given_items", ["SPN102"])]
)
def test_pytest_resumes_the_steps_of_pytest_bdd(decorator: str, expected: list[str]) -> None:
    assert _found(f"{decorator}\ndef f(c):\n    t = context.attach(c)\n    yield\n    context.detach(t)\n") == expected


def test_two_mistakes_are_reported_apart() -> None:
    assert _found("def f(c, d):\n    context.attach(c)\n    yield 1\n    context.attach(d)\n") == ["SPN102", "SPN104"]


_IN_ATTACHED = """\
from opentelemetry import trace


def f(c, span, xs):
    token = context.attach(c)
    try:
        {first}with trace.use_span(span):
            yield from xs
    finally:
        context.detach(token)
"""


def test_a_span_in_an_attached_context_is_one_mistake() -> None:
    (found_here,) = diagnostics("a.py", _HEAD + _IN_ATTACHED.format(first=""), _CODES)
    assert "`use_span` keeps its span active" in found_here.message
    assert found_here.help is not None
    assert found_here.help.endswith("; the same goes for what `attach` attaches here")


def test_an_attached_context_that_is_held_across_more_is_another() -> None:
    text = _HEAD + _IN_ATTACHED.format(first="yield None\n        ")
    assert [each.message.split()[0] for each in diagnostics("a.py", text, _CODES)] == ["`attach`", "`use_span`"]


def test_what_an_import_gives_another_name_is_held_all_the_same() -> None:
    head = "from opentelemetry.context import attach as otel_attach, detach as otel_detach\n"
    body = "def f(c, xs):\n    token = otel_attach(c)\n    {}\n    otel_detach(token)\n    {}\n"
    assert found("a.py", head + body.format("yield 1", "use(xs)"), _CODES) == [(3, "SPN102")]
    assert found("a.py", head + body.format("use(xs)", "yield 1"), _CODES) == []


def test_help_for_a_yield_from_does_not_detach_between_its_yields() -> None:
    helps = {text: diagnostics("a.py", _HEAD + _HELD[text], _CODES)[0].help for text in _HELD}
    assert "instead of attaching it" in helps["yield from"]
    assert "detach before" not in helps["yield from"]
    assert "detach before" in helps["a token that is dropped"]


_IN_TYPESCRIPT = """\
import { context, trace } from "@opentelemetry/api";
const tracer = trace.getTracer("a");
async function* rows(load) {
  const span = tracer.startSpan("row");
  const row = await load().finally(() => span.end());
  yield row;
}
"""
_DEFERRED = {
    "a generator in another's context": "export const read = (ctx, load) => context.with(ctx, () => rows(load));\n",
    "a generator in a span": (
        "export const read = (load) => tracer.startActiveSpan('a', (span) => { span.end(); return rows(load); });\n"
    ),
}
_STREAMED = """\
export const read = (load) => tracer.startActiveSpan("a", (span) => {
  try { return new Response(rows(load)); } finally { span.end(); }
});
"""
_BOTH = frozenset({"SPN001", "SPN102", "SPN111"})


@pytest.mark.parametrize("text", _DEFERRED.values(), ids=_DEFERRED)
def test_a_span_of_a_generator_that_runs_too_late_is_no_second_mistake(text: str) -> None:
    assert found("a.ts", _IN_TYPESCRIPT + text, _BOTH) == [(8, "SPN102")]
    assert found("a.ts", _IN_TYPESCRIPT + text, frozenset({"SPN001"})) == [(4, "SPN001")]


def test_neither_is_that_of_a_stream() -> None:
    assert found("a.ts", _IN_TYPESCRIPT + _STREAMED, _BOTH) == [(9, "SPN111")]


def test_other_spans_beside_such_a_generator_are_reported() -> None:
    other = (
        "export function load(get) {\n  const s = tracer.startSpan('a');\n  return get().finally(() => s.end());\n}\n"
    )
    assert found("a.ts", _IN_TYPESCRIPT + _STREAMED + other, _BOTH) == [(9, "SPN111"), (12, "SPN001")]


def test_help_tells_a_context_that_is_passed_from_a_span_that_is_started() -> None:
    helps = [diagnostics("a.ts", _IN_TYPESCRIPT + text, _BOTH)[0].help for text in _DEFERRED.values()]
    assert helps == [
        "pass the context to the generator, and let it pass that as the parent of what it starts",
        "start the span in the generator with `startSpan`, end it in a `finally`, and pass its context explicitly",
    ]


_PASSED = "from opentelemetry import trace\n\n\ndef f(span, xs):\n    with {}:\n        yield from xs\n"


@pytest.mark.parametrize(
    ("manager", "advice"),
    [
        ("trace.use_span(span)", "leave `use_span` before the `yield`"),
        ("trace.get_tracer('a').start_as_current_span('b')", "start the span with `start_span`"),
    ],
)
def test_help_starts_no_span_where_one_is_passed(manager: str, advice: str) -> None:
    (finding,) = diagnostics("a.py", _PASSED.format(manager), _CODES)
    assert finding.help is not None
    assert finding.help.startswith(advice)
