"""SPN105 in Python: a span that is started under one context and made current on another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.contexts.rebased_case import fixed, parents, parents_in
from tests.linting import diagnostics

START = "    span = tracer.start_span('s', context=p)\n"
ATTACH = "    attach(set_span_in_context(span))\n"

FOUND = {
    "a parameter": "def f(p):\n" + START + ATTACH,
    "by position": "def f(p):\n    span = tracer.start_span('s', p)\n" + ATTACH,
    "the function of the module": "def f(p):\n" + START + "    context.attach(trace.set_span_in_context(span))\n",
    "through a local": "def f(p):\n" + START + "    within = set_span_in_context(span)\n    token = attach(within)\n",
    "the active context, written out": "def f(p):\n" + START + "    attach(set_span_in_context(span, get_current()))\n",
    "by keyword": "def f(p):\n" + START + "    attach(set_span_in_context(span=span, context=None))\n",
    "sent on": "def f(p, headers):\n" + START + "    propagate.inject(headers, context=set_span_in_context(span))\n",
    "extracted": "def f(h):\n    p = propagate.extract(h)\n" + START + ATTACH,
    "with baggage": "def f():\n    p = baggage.set_baggage('k', 'v')\n" + START + ATTACH,
    "baggage of others": (
        "def f(all, h):\n    p = None\n    for k, v in all.items():\n        p = baggage.set_baggage(k, v, p)\n"
        + START
        + ATTACH
    ),
    "by a propagator": "def f(own_propagator, h):\n    p = own_propagator.extract(h)\n" + START + ATTACH,
    "by the library's composite": (
        "from opentelemetry.propagators.composite import CompositePropagator\ndef f(h, all):\n"
        "    p = CompositePropagator(all).extract(h)\n" + START + ATTACH
    ),
    "in a local that another holds": "def f(h):\n    q = propagate.extract(h)\n    p = q\n" + START + ATTACH,
    "one of two": "def f(h):\n    p = propagate.extract(h) if h else get_current()\n" + START + ATTACH,
    "or the active one": "def f(q):\n    p = q or get_current()\n" + START + ATTACH,
    "a function of the file that extracts": (
        "def received(h):\n    return propagate.extract(h)\ndef f(h):\n    p = received(h)\n" + START + ATTACH
    ),
    "a context that keeps a received one": (
        "def f(h, s):\n    p = set_span_in_context(s, propagate.extract(h))\n" + START + ATTACH
    ),
    "use_span of an extracted parent": "def f(h):\n    p = propagate.extract(h)\n"
    + START
    + "    with use_span(span):\n        go()\n",
    "use_span of a span just made": (
        "def f(h):\n    p = propagate.extract(h)\n"
        "    with trace.use_span(tracer.start_span('s', context=p)):\n        go()\n"
    ),
    "a name that is declared before": "def f(p):\n    span: Span\n" + START + ATTACH,
    "a name that is None before": "def f(p):\n    span = None\n" + START + ATTACH,
    "the parent is attached in another function": "def g(p):\n    attach(p)\ndef f(p):\n" + START + ATTACH,
}

NOT_FOUND = {
    "the parent is the base": "def f(p):\n" + START + "    attach(set_span_in_context(span, p))\n",
    "the parent is the base, by keyword": "def f(p):\n" + START + "    attach(set_span_in_context(span, context=p))\n",
    "another base": "def f(p, q):\n" + START + "    attach(set_span_in_context(span, q))\n",
    "no parent": "def f(p):\n    span = tracer.start_span('s')\n" + ATTACH,
    "None": "def f(p):\n    span = tracer.start_span('s', context=None)\n" + ATTACH,
    "a root": "def f(p):\n    span = tracer.start_span('s', context=context.Context())\n" + ATTACH,
    "the active context": "def f():\n    p = get_current()\n" + START + ATTACH,
    "the active context with a span": "def f(s):\n    p = set_span_in_context(s)\n" + START + ATTACH,
    "the active context with a span, of the file's own": (
        "def within(s):\n    return set_span_in_context(s)\ndef f(s):\n    p = within(s)\n" + START + ATTACH
    ),
    "the active context, changed by another function": (
        "def f(s):\n    p = get_current()\n    if s:\n        p = with_other(s, p)\n" + START + ATTACH
    ),
    "what another file's function gives": (
        "from elsewhere import chosen\ndef f(h):\n    p = chosen(h)\n" + START + ATTACH
    ),
    "the active context's own baggage": (
        "def f(held):\n    p = held.context\n"
        "    for k, v in baggage.get_all(get_current()).items():\n        p = baggage.set_baggage(k, v, context=p)\n"
        + START
        + ATTACH
    ),
    "another library's extract": "def f(t, h):\n    p = t.tracer.extract('headers', h)\n" + START + ATTACH,
    "by a propagator of the span alone": (
        "from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator\ndef f(h):\n"
        "    p = TraceContextTextMapPropagator().extract(h)\n" + START + ATTACH
    ),
    "by one that has a name": (
        "from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator\n"
        "own = TraceContextTextMapPropagator()\ndef f(h):\n    p = own.extract(h)\n" + START + ATTACH
    ),
    "kept in an attribute": "class A:\n    def f(self):\n        p = self.held\n    " + START + "    " + ATTACH,
    "kept in a mapping": "def f(job):\n    p = job['context'] or get_current()\n" + START + ATTACH,
    "one of several things in a tuple": "def f(held):\n    p, other = held\n" + START + ATTACH,
    "the parent is attached before": "def f(p):\n    attach(p)\n" + START + ATTACH,
    "the parent is attached and detached": (
        "def f(p):\n    token = context.attach(p)\n"
        + START
        + "    with use_span(span):\n        go()\n    context.detach(token)\n"
    ),
    "a manager that is given the parent": "def f(p):\n    with attached(p):\n    "
    + START
    + "        attach(set_span_in_context(span))\n",
    "only a parent of others": "def f(p):\n"
    + START
    + "    tracer.start_span('t', context=set_span_in_context(span))\n",
    "use_span of a parent that may carry nothing": "def f(p):\n" + START + "    with use_span(span):\n        go()\n",
    "start_as_current_span": (
        "def f(h):\n    p = propagate.extract(h)\n    with tracer.start_as_current_span('s', context=p):\n"
        "        go()\n"
    ),
    "another span": "def f(p, other):\n" + START + "    attach(set_span_in_context(other))\n",
    "arguments that hide the base": "def f(p, *a):\n" + START + "    attach(set_span_in_context(span, *a))\n",
    "a name that holds another span as well": "def f(p):\n" + START + "    span = other()\n" + ATTACH,
}

TAKES = "def begin(name, ctx=None):\n    return tracer.start_span(name, context=ctx)\n"
FORWARDED = {
    "a method": (
        "class A:\n    def begin(self, name, ctx):\n        return self.tracer.start_span(name, context=ctx)\n"
        "    def f(self, p):\n        span = self.begin('s', p)\n    " + ATTACH
    ),
    "a function": TAKES + "def f(p):\n    span = begin('s', p)\n" + ATTACH,
    "by keyword": TAKES + "def f(p):\n    span = begin(ctx=p, name='s')\n" + ATTACH,
    "by a keyword alone": (
        "def begin(name, *, ctx):\n    return tracer.start_span(name, context=ctx)\n"
        "def f(p):\n    span = begin('s', ctx=p)\n" + ATTACH
    ),
    "one that holds it first": (
        "def begin(ctx):\n    made = tracer.start_span('s', context=ctx)\n    made.set_attribute('k', 1)\n"
        "    return made\ndef f(p):\n    span = begin(p)\n" + ATTACH
    ),
    "use_span of an extracted parent": (
        TAKES + "def f(h):\n    p = propagate.extract(h)\n    with use_span(begin('s', p)):\n        go()\n"
    ),
}
NOT_FORWARDED = {
    "the active context is passed": TAKES + "def f():\n    span = begin('s', get_current())\n" + ATTACH,
    "nothing is passed": TAKES + "def f():\n    span = begin('s')\n" + ATTACH,
    "put into the same": TAKES + "def f(p):\n    span = begin('s', p)\n    attach(set_span_in_context(span, p))\n",
    "another parameter": (
        "def begin(ctx, name):\n    return tracer.start_span(name, context=ctx)\n"
        "def f(p):\n    span = begin(get_current(), p)\n" + ATTACH
    ),
    "stars hide what is passed": TAKES + "def f(p, a):\n    span = begin(*a, p)\n" + ATTACH,
    "another function's": TAKES + "def f(p, other):\n    span = other.begin('s', p)\n" + ATTACH,
    "a span of another kind may be given as well": (
        "def begin(ctx):\n    if OFF:\n        return NONE\n    return tracer.start_span('s', context=ctx)\n"
        "def f(p):\n    span = begin(p)\n" + ATTACH
    ),
    "use_span of a parent that may carry nothing": (
        TAKES + "def f(p):\n    span = begin('s', p)\n    with use_span(span):\n        go()\n"
    ),
}

FIXED = {
    "a parameter": ("attach(set_span_in_context(span))", "attach(set_span_in_context(span, p))"),
    "by keyword": ("attach(set_span_in_context(span=span))", "attach(set_span_in_context(span=span, context=p))"),
    "the active context": ("attach(set_span_in_context(span, get_current()))", "attach(set_span_in_context(span, p))"),
    "the active context by keyword": (
        "attach(set_span_in_context(span, context=get_current()))",
        "attach(set_span_in_context(span, context=p))",
    ),
    "through a local": (
        "within = set_span_in_context(span)\n    attach(within)",
        "within = set_span_in_context(span, p)\n    attach(within)",
    ),
}


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_a_span_on_another_base_is_found(text: str) -> None:
    assert parents("python", text) == ["p"]


@pytest.mark.parametrize("text", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_loses_nothing_is_not(text: str) -> None:
    assert parents("python", text) == []


@pytest.mark.parametrize("text", FORWARDED.values(), ids=FORWARDED)
def test_a_span_of_a_function_that_is_given_the_parent_is_found(text: str) -> None:
    assert parents("python", text) == ["p"]


@pytest.mark.parametrize("text", NOT_FORWARDED.values(), ids=NOT_FORWARDED)
def test_nothing_is_said_of_a_span_that_another_function_starts_elsewhere(text: str) -> None:
    assert parents("python", text) == []


def test_the_fix_writes_what_the_function_is_given() -> None:
    before = FORWARDED["a function"]
    assert fixed("python", before) == before.replace("set_span_in_context(span)", "set_span_in_context(span, p)")


@pytest.mark.parametrize(("before", "after"), FIXED.values(), ids=FIXED)
def test_the_fix_writes_the_parent(before: str, after: str) -> None:
    head = "def f(p):\n" + START + "    "
    assert fixed("python", head + before + "\n") == head + after + "\n"
    assert fixed("python", head + before + "\n", unsafe=False) == head + before + "\n"


def test_a_parent_that_means_something_else_there_is_not_written() -> None:
    for text in (
        "def f(p, q):\n    if q:\n        p = q\n" + START + ATTACH,
        "def f(h):\n    span = tracer.start_span('s', context=propagate.extract(h))\n" + ATTACH,
    ):
        assert len(parents("python", text)) == 1
        assert fixed("python", text) == text


def test_the_finding_stands_at_the_creation_and_tells_of_the_use() -> None:
    text = "from opentelemetry import context, trace\ntracer = trace.get_tracer('a')\ndef f(p):\n" + START
    (found,) = diagnostics(
        "a.py", text + "    context.attach(trace.set_span_in_context(span))\n", frozenset({"SPN105"})
    )
    assert (found.start.line, found.start.column) == (4, 19)
    assert [each.position.line for each in found.related] == [5]


def test_functions_that_lead_to_one_another_come_to_an_end() -> None:
    ways = "".join(f"    if h == {number}:\n        return found(h, {number})\n" for number in range(60))
    text = f"def found(h, n=0) -> context.Context:\n{ways}    return get_current()\n"
    assert parents("python", text + "def f(h):\n    p = found(h)\n" + START + ATTACH) == []


def test_a_function_of_another_file_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "headers.py").write_text(
        "from opentelemetry import context, propagate\n"
        "def received(h):\n    return propagate.extract(h)\n"
        "async def later(h):\n    return received(h)\n"
        "def chosen():\n    return context.get_current()\n"
    )
    for given, expected in (("received(h)", ["p"]), ("await later(h)", ["p"]), ("chosen()", [])):
        text = f"from headers import chosen, later, received\nasync def f(h):\n    p = {given}\n{START}{ATTACH}"
        assert parents_in(tmp_path / "a.py", text) == expected
