"""SPN105 in Python: a span that is started under one context and made current on another."""

from __future__ import annotations

import pytest

from tests.activations.rebased_case import fixed, parents
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
