"""SPN105 in TypeScript and JavaScript: a span that is started under one context and made current on another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.languages.contexts.rebased_case import fixed, parents, parents_in

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
    "a name that is declared before": "function f(p) { let span: Span; " + START[6:] + WITH + " }",
    "a name that is null before": "function f(p) { let span: Span | null = null; " + START[6:] + WITH + " }",
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
    "by a propagator": "function f(h, own) { const p = own.propagator.extract(ROOT_CONTEXT, h); " + START + WITH + " }",
    "one key of what a function of the file gives": (
        "function received(h) { const p = propagation.extract(ROOT_CONTEXT, h); return { p, links: [] }; }\n"
        "function f(h) { const { p, links } = received(h); " + START + WITH + " }"
    ),
    "one key of what it gives later": (
        "async function received(h) { return { p: propagation.extract(ROOT_CONTEXT, await h) }; }\n"
        "async function f(h) { const { p } = await received(h); " + START + WITH + " }"
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
    "a key of what a function of the file gives, the active context in it": (
        "function chosen(sc) { const active = context.active();\n"
        "  if (sc) { const made = trace.setSpanContext(active, sc); return { p: made, links: [] }; }\n"
        "  return { p: active, links: [sc] }; }\n"
        "function f(sc) { const { p, links } = chosen(sc); " + START + WITH + " }"
    ),
    "a key of what another file's function gives": (
        "import { chosen } from 'elsewhere';\nfunction f(sc) { const { p } = chosen(sc); " + START + WITH + " }"
    ),
    "what another file's function gives": (
        "import { chosen } from 'elsewhere';\nfunction f(req) { const p = chosen(req); " + START + WITH + " }"
    ),
    "the active context's own baggage": (
        "function f(held) { const all = propagation.getActiveBaggage();\n"
        "  const p = propagation.setBaggage(held.context, all); " + START + WITH + " }"
    ),
    "another library's extract": "function f(own, h) { const p = own.tracer.extract('headers', h); "
    + START
    + WITH
    + " }",
    "by a propagator of the span alone": (
        "import { W3CTraceContextPropagator } from '@opentelemetry/core';\n"
        "const own = new W3CTraceContextPropagator();\n"
        "function f(h) { const p = own.extract(ROOT_CONTEXT, h); " + START + WITH + " }"
    ),
    "kept in a property": "class A { f() { const p = this.held[KEY] || context.active(); " + START + WITH + " } }",
    "a property of something": "function f(job) { const p = job.context; " + START + WITH + " }",
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

TAKES = "function begin(name: string, ctx: Context) { return tracer.startSpan(name, {}, ctx); }\n"
FORWARDED = {
    "a method": (
        "class A { private begin(name: string, ctx: Context) { return this.tracer.startSpan(name, {}, ctx); }\n"
        "  f(p) { const span = this.begin('s', p);" + WITH + " } }"
    ),
    "a function": TAKES + "function f(p) { const span = begin('s', p);" + WITH + " }",
    "an arrow": (
        "const begin = (ctx: Context) => tracer.startSpan('s', {}, ctx);\n"
        "function f(p) { const span = begin(p);" + WITH + " }"
    ),
    "one that holds it first": (
        "function begin(ctx: Context) { const made = tracer.startSpan('s', {}, ctx); made.setAttribute('k', 1);\n"
        "  return made; }\nfunction f(p) { const span = begin(p);" + WITH + " }"
    ),
    "a span that nothing holds": (
        TAKES + "function f(p) { context.with(trace.setSpan(context.active(), begin('s', p)), run); }"
    ),
}
NOT_FORWARDED = {
    "the active context is passed": TAKES + "function f() { const span = begin('s', context.active());" + WITH + " }",
    "put into the same": (
        TAKES + "function f(p) { const span = begin('s', p); context.with(trace.setSpan(p, span), run); }"
    ),
    "active around": (TAKES + "function f(p) { context.with(p, () => { const span = begin('s', p);" + WITH + " }); }"),
    "another parameter": (
        "function begin(ctx, name) { return tracer.startSpan(name, {}, ctx); }\n"
        "function f(p) { const span = begin(context.active(), p);" + WITH + " }"
    ),
    "another function's": (
        TAKES + "class B { begin(name, ctx) { return tracer.startSpan(name); }\n"
        "  f(p) { const span = this.begin('s', p);" + WITH + " } }"
    ),
    "a span of another kind may be given as well": (
        "function begin(ctx) { if (off) return none; return tracer.startSpan('s', {}, ctx); }\n"
        "function f(p) { const span = begin(p);" + WITH + " }"
    ),
    "spread": TAKES + "function f(p) { const span = begin(...p);" + WITH + " }",
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


@pytest.mark.parametrize("text", FORWARDED.values(), ids=FORWARDED)
def test_a_span_of_a_function_that_is_given_the_parent_is_found(text: str) -> None:
    assert parents("typescript", text) == ["p"]
    once = fixed("typescript", text)
    assert once != text
    assert parents("typescript", once) == []


@pytest.mark.parametrize("text", NOT_FORWARDED.values(), ids=NOT_FORWARDED)
def test_nothing_is_said_of_a_span_that_another_function_starts_elsewhere(text: str) -> None:
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


def test_a_parent_of_many_lines_is_told_in_one() -> None:
    text = (
        "function f(h, is) { const span = tracer.startSpan('s', {},\n  is(h)\n    ? propagation.extract(\n"
        "        ROOT_CONTEXT,\n        h,\n      )\n    : undefined);" + WITH + " }\n"
    )
    assert parents("typescript", text) == ["propagation.extract( ROOT_CONTEXT, h, )"]
    (long,) = parents("typescript", text.replace("        h,", f"        [{', '.join('h' * 60)}],"))
    assert (len(long), long[-3:]) == (60, "...")


@pytest.mark.parametrize(
    ("passed", "told"),
    [("h && is(h) ? p : undefined", "p"), ("is(h) ? null : p", "p"), ("is(h) ? p : q", "is(h) ? p : q")],
)
def test_a_condition_is_told_only_of_two_contexts(passed: str, told: str) -> None:
    text = f"function f(h, p, q) {{ const span = tracer.startSpan('s', {{}}, {passed});{WITH} }}\n"
    assert parents("typescript", text) == [told]


def test_functions_that_lead_to_one_another_come_to_an_end() -> None:
    ways = " ".join(f"if (h === {number}) return {{ p: found(h, {number}).p }};" for number in range(60))
    text = f"function found(h, n): {{ p: Context }} {{ {ways} return {{ p: context.active() }}; }}\n"
    assert parents("typescript", text + "function f(h) { const { p } = found(h); " + START + WITH + " }\n") == []


def test_a_function_of_another_file_is_looked_into(tmp_path: Path) -> None:
    (tmp_path / "headers.ts").write_text(
        'import { context, propagation, ROOT_CONTEXT } from "@opentelemetry/api";\n'
        "export function received(h: object) { return propagation.extract(ROOT_CONTEXT, h); }\n"
        "export const both = (h: object) => ({ p: received(h), none: context.active() });\n"
    )
    for given, expected in (
        ("const p = received(h);", ["p"]),
        ("const { p } = both(h);", ["p"]),
        ("const p = both(h).p;", ["p"]),
        ("const { none: p } = both(h);", []),
    ):
        text = f"import {{ received, both }} from './headers';\nfunction f(h) {{ {given} {START}{WITH} }}\n"
        assert parents_in(tmp_path / "a.ts", text) == expected
