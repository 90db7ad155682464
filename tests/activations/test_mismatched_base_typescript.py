"""SPN105 in TypeScript and JavaScript: a span that is started under one context and made current on another."""

from __future__ import annotations

import pytest

from tests.activations.rebased_case import fixed, parents

START = "const span = tracer.startSpan('s', {}, p);"
WITH = " context.with(trace.setSpan(context.active(), span), run);"

FOUND = {
    "a parameter": "function f(p, run) { " + START + WITH + " }",
    "an optional parameter": "function f(run, p?: Context) { " + START + WITH + " }",
    "a parameter of an arrow": "const f = (p: Context) => { " + START + WITH + " };",
    "through a local": "function f(p) { "
    + START
    + " const c = trace.setSpan(context.active(), span); context.with(c, run); }",
    "the active context in a local": "function f(p) { const c = context.active(); "
    + START
    + " context.with(trace.setSpan(c, span), run); }",
    "bound": "function f(p) { " + START + " return context.bind(trace.setSpan(context.active(), span), run); }",
    "sent on": "function f(p, h) { " + START + " propagation.inject(trace.setSpan(context.active(), span), h); }",
    "assigned later": "function f(p) { let span; span = tracer.startSpan('s', {}, p);" + WITH + " }",
    "used in a closure": "function f(p) { " + START + " return () => {" + WITH + " }; }",
    "extracted": "function f(h) { const p = propagation.extract(context.active(), h); " + START + WITH + " }",
    "with a value": "function f(k) { const p = context.active().setValue(k, 1); " + START + WITH + " }",
    "with baggage": "function f(b) { const p = propagation.setBaggage(context.active(), b); " + START + WITH + " }",
    "one of two": "function f(h) { const p = h ? propagation.extract(ROOT_CONTEXT, h) : context.active(); "
    + START
    + WITH
    + " }",
    "or the active one": "function f(q) { const p = q ?? context.active(); " + START + WITH + " }",
    "a received context with a span": "function f(h, s) { "
    "const p = trace.setSpan(propagation.extract(ROOT_CONTEXT, h), s); " + START + WITH + " }",
    "a function of the file that extracts": (
        "const received = (h) => propagation.extract(ROOT_CONTEXT, h);\n"
        "function f(h) { const p = received(h); " + START + WITH + " }"
    ),
    "a span that nothing holds": (
        "function f(p) { context.with(trace.setSpan(context.active(), tracer.startSpan('s', {}, p)), run); }"
    ),
    "another context is active around": "function f(p, q) { context.with(q, () => { " + START + WITH + " }); }",
}

NOT_FOUND = {
    "the parent is the base": "function f(p) { " + START + " context.with(trace.setSpan(p, span), run); }",
    "another base": "function f(p, q) { " + START + " context.with(trace.setSpan(q, span), run); }",
    "no parent": "function f(p) { const span = tracer.startSpan('s');" + WITH + " }",
    "undefined": "function f() { const span = tracer.startSpan('s', {}, undefined);" + WITH + " }",
    "a root": "function f() { const span = tracer.startSpan('s', {}, ROOT_CONTEXT);" + WITH + " }",
    "the active context": "function f() { const p = context.active(); " + START + WITH + " }",
    "the active context with a span": "function f(s) { const p = trace.setSpan(context.active(), s); "
    + START
    + WITH
    + " }",
    "a root with a span": "function f(s) { const p = trace.setSpanContext(ROOT_CONTEXT, s); " + START + WITH + " }",
    "the active context with a span, or not": (
        "function f(s) { const p = s ? trace.setSpan(context.active(), s) : context.active(); " + START + WITH + " }"
    ),
    "the active context with a span, of the file's own": (
        "function within(s) { return trace.setSpan(context.active(), s); }\nfunction f(s) { const p = within(s); "
        + START
        + WITH
        + " }"
    ),
    "the active context, changed by another function": (
        "import { withOther } from './other';\nfunction f(s) { const p = withOther(context.active(), s); "
        + START
        + WITH
        + " }"
    ),
    "one of several things in an array": "function f(held) { const [p] = held; " + START + WITH + " }",
    "the parent is active around": "function f(p) { context.with(p, () => { " + START + WITH + " }); }",
    "the parent is attached": "function f(p) { const scope = context.attach(p); "
    + START
    + WITH
    + " scope.dispose(); }",
    "only a parent of others": "function f(p) { "
    + START
    + " tracer.startSpan('t', {}, trace.setSpan(context.active(), span)); }",
    "another span": "function f(p, other) { " + START + " context.with(trace.setSpan(context.active(), other), run); }",
    "a name that holds another span as well": "function f(p) { let " + START[6:] + " span = other();" + WITH + " }",
    "startActiveSpan": "function f(p) { tracer.startActiveSpan('s', {}, p, (span) => {" + WITH + " }); }",
    "the project's own function that takes a span": (
        "function create(name, parent?: Span) {\n"
        "  const p = parent ? trace.setSpan(context.active(), parent) : undefined;\n"
        "  return tracer.startSpan(name, {}, p);\n}\n"
        "function f(parent) { const span = create('s', parent);" + WITH + " }"
    ),
}

FIXED = {
    "a parameter": ("p: Context", "trace.setSpan(context.active(), span)", "trace.setSpan(p, span)"),
    "an optional parameter": (
        "p?: Context",
        "trace.setSpan(context.active(), span)",
        "trace.setSpan(p ?? context.active(), span)",
    ),
    "one that may be undefined": (
        "p: Context | undefined",
        "trace.setSpan(context.active(), span)",
        "trace.setSpan(p ?? context.active(), span)",
    ),
}


@pytest.mark.parametrize("text", FOUND.values(), ids=FOUND)
def test_a_span_on_another_base_is_found(text: str) -> None:
    assert parents("typescript", text) == ["p"]


@pytest.mark.parametrize("text", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_loses_nothing_is_not(text: str) -> None:
    assert parents("typescript", text) == []


@pytest.mark.parametrize(("parameter", "before", "after"), FIXED.values(), ids=FIXED)
def test_the_fix_writes_the_parent(parameter: str, before: str, after: str) -> None:
    text = f"function f({parameter}) {{ {START} context.with({{}}, run); }}\n"
    assert fixed("typescript", text.replace("{}, run", f"{before}, run")) == text.replace("{}, run", f"{after}, run")


def test_a_parent_that_means_something_else_there_is_not_written() -> None:
    for text in (
        "function f(p, q) { " + START + " { const p = q;" + WITH + " } }\n",
        "function f(h) { const span = tracer.startSpan('s', {}, propagation.extract(ROOT_CONTEXT, h));" + WITH + " }\n",
    ):
        assert len(parents("typescript", text)) == 1
        assert fixed("typescript", text) == text
