"""SPN101 in Python: what drops a new context, and what does not or cannot be told to."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.usage_case import findings, fixed, marked
from tests.linting import found

BAD = {
    "a span for nobody": "def f(span):\n    trace.set_span_in_context(span)\n",
    "by its own name": "from opentelemetry.trace import set_span_in_context\nset_span_in_context(tracer)\n",
    "by an alias": "from opentelemetry.trace import set_span_in_context as put\nput(tracer)\n",
    "by a module's alias": "import opentelemetry.context as c\nc.set_value('k', 1)\n",
    "from the propagation module": "from opentelemetry.trace.propagation import set_span_in_context as s\ns(tracer)\n",
    "a value": "context.set_value('k', 1)\n",
    "baggage": "baggage.set_baggage('k', 'v')\n",
    "of a literal's method": "def f():\n    baggage.remove_baggage([].pop())\n",
    "an extracted context": "from opentelemetry import propagate\npropagate.extract({})\n",
    "one extracted by its own name": "from opentelemetry.propagate import extract\nextract(tracer)\n",
    "less baggage": "baggage.remove_baggage('k')\n",
    "behind a condition": "def f(span):\n    span and trace.set_span_in_context(span)\n",
    "in an arm": "def f(span):\n    (trace.set_span_in_context(span) if span else None)\n",
    "on one line": "def f(span, on):\n    if on: trace.set_span_in_context(span); return\n",
    "in a try": "async def f(span):\n    try:\n        trace.set_span_in_context(span)\n    finally:\n        pass\n",
}
GOOD = {
    "tested": "def f(span):\n    trace.set_span_in_context(span) and run()\n",
    "returned behind a condition": "def f(span):\n    return span and trace.set_span_in_context(span)\n",
    "assigned": "def f(span):\n    ctx = trace.set_span_in_context(span)\n    return ctx\n",
    "dropped on purpose": "def f(span):\n    _ = trace.set_span_in_context(span)\n",
    "extracted and attached": "from opentelemetry import propagate\ncontext.attach(propagate.extract({}))\n",
    "another library's extract": "from tarfile import extract\nextract(1)\n",
    "an archive's extract": "def f(archive):\n    archive.extract(1)\n",
    "an injected context": "from opentelemetry import propagate\npropagate.inject({})\n",
    "returned": "def f(span):\n    return trace.set_span_in_context(span)\n",
    "attached": "def f(span):\n    return context.attach(trace.set_span_in_context(span))\n",
    "passed as a parent": "def f(span):\n    tracer.start_span('a', context=trace.set_span_in_context(span))\n",
    "a lambda's value": "def f(span):\n    run(lambda: trace.set_span_in_context(span))\n",
    "in a tuple": "def f(span):\n    trace.set_span_in_context(span), 1\n",
    "another object's method": "def f(table):\n    table.set_value('k', 1)\n",
    "the file's own function": "def set_value(k, v):\n    STORE[k] = v\nset_value('k', 1)\n",
    "a local of that name": "def f(span):\n    set_value = span.set_data\n    set_value('k', 1)\n",
    "another library's function": "from store import set_value\nset_value('k', 1)\n",
    "a parameter": "def f(set_baggage):\n    set_baggage('k', 'v')\n",
    "a span's own method": "def f(span):\n    span.set_baggage('k', 'v')\n",
    "what sets something": "context.attach(context.get_current())\n",
    "expected to raise": (
        "import pytest\ndef f():\n    with pytest.raises(ValueError):\n        context.set_value('k', 1)\n"
    ),
    "as unittest expects it": (
        "class T:\n    def f(self):\n        with self.assertRaises(TypeError):\n            context.set_value('k')\n"
    ),
    "in a comment and a string": "# trace.set_span_in_context(span)\n'trace.set_span_in_context(span)'\n",
    "not called": "trace.set_span_in_context\n",
    "in a broken statement": "trace.set_span_in_context(span\n",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_dropped_context_is_found(text: str) -> None:
    assert len(findings("a.py", "SPN101", text)) == 1


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_nothing_else_is(text: str) -> None:
    assert findings("a.py", "SPN101", text) == []


def test_a_file_without_span_calls_is_read_as_well() -> None:
    text = "from opentelemetry.context import set_value\nset_value('k', 1)\n"
    assert found("a.py", text, frozenset({"SPN101"})) == [(2, "SPN101")]


def test_the_marker_stands_under_the_function_and_the_message_names_it() -> None:
    text = "def f(span):\n    trace.set_span_in_context(span)\n"
    assert marked("a.py", "SPN101", text) == ["set_span_in_context"]
    (finding,) = findings("a.py", "SPN101", text)
    assert finding.message == (
        "`trace.set_span_in_context` returns a new context and modifies nothing; "
        "the result is discarded, so this statement has no effect"
    )


FIXED = {
    "a parameter": (
        "def f(span, ctx):\n    trace.set_span_in_context(span, context=ctx)\n    return ctx\n",
        "def f(span, ctx):\n    ctx = trace.set_span_in_context(span, context=ctx)\n    return ctx\n",
    ),
    "a local, by position": (
        "def f():\n    ctx = context.get_current()\n    context.set_value('k', 1, ctx)\n    go(ctx)\n",
        "def f():\n    ctx = context.get_current()\n    ctx = context.set_value('k', 1, ctx)\n    go(ctx)\n",
    ),
    "after a colon": (
        "def f(ctx, on):\n    if on: baggage.set_baggage('k', 'v', context=ctx)\n    return ctx\n",
        "def f(ctx, on):\n    if on: ctx = baggage.set_baggage('k', 'v', context=ctx)\n    return ctx\n",
    ),
    "two in a row": (
        "def f(a, ctx):\n    trace.set_span_in_context(a, context=ctx)\n    context.set_value('k', 1, context=ctx)\n"
        "    return ctx\n",
        "def f(a, ctx):\n    ctx = trace.set_span_in_context(a, context=ctx)\n"
        "    ctx = context.set_value('k', 1, context=ctx)\n    return ctx\n",
    ),
}
LEFT = {
    "never read again": "def f(span, ctx):\n    trace.set_span_in_context(span, context=ctx)\n",
    "read before only": "def f(span, ctx):\n    go(ctx)\n    trace.set_span_in_context(span, context=ctx)\n",
    "given another value only": "def f(a, ctx):\n    trace.set_span_in_context(a, context=ctx)\n    ctx = None\n",
    "only a keyword of that name": "def f(a, ctx):\n    trace.set_span_in_context(a, context=ctx)\n    go(ctx=1)\n",
    "the active context": "def f(span):\n    trace.set_span_in_context(span)\n    return context.get_current()\n",
    "of the function around": (
        "def f(ctx):\n    def g(span):\n        trace.set_span_in_context(span, context=ctx)\n        return ctx\n"
    ),
    "of the module": "ctx = None\ndef f(span):\n    trace.set_span_in_context(span, context=ctx)\n    return ctx\n",
    "made by a loop": (
        "def f(span, all):\n    for ctx in all:\n        trace.set_span_in_context(span, context=ctx)\n"
        "        go(ctx)\n"
    ),
    "outside of the loop": (
        "def f(all, ctx):\n    for span in all:\n        trace.set_span_in_context(span, context=ctx)\n"
        "        go(ctx)\n"
    ),
    "no name": "def f(a, s):\n    trace.set_span_in_context(a, context=s.ctx)\n    return s.ctx\n",
    "a value that is no context": "def f(value):\n    context.set_value('k', value)\n    return value\n",
    "spread arguments": "def f(span, ctx, more):\n    trace.set_span_in_context(span, ctx, **more)\n    return ctx\n",
    "awaited": "async def f(a, ctx):\n    await trace.set_span_in_context(a, context=ctx)\n    return ctx\n",
}


@pytest.mark.parametrize(("before", "after"), FIXED.values(), ids=FIXED)
def test_the_local_gets_the_new_context(before: str, after: str) -> None:
    assert fixed("a.py", "SPN101", before) == after
    assert findings("a.py", "SPN101", after) == []


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_there_is_no_fix_where_the_new_context_would_go_nowhere(text: str) -> None:
    assert fixed("a.py", "SPN101", text) == text
