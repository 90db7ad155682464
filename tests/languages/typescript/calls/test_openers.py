"""What opens a context around a TypeScript or JavaScript call: each opener with a twin that is none."""

from __future__ import annotations

import textwrap

import pytest

from tests.linting import diagnostics, found

IMPORT = "import { context, trace, ROOT_CONTEXT } from '@opentelemetry/api';\n"
START = "tracer.startSpan('n')"

# A callback that inherits: one body for each way a function stands in it.
BODIES = {
    "expression body": "() => @",
    "block body": "() => { @; }",
    "function": "function () { @; }",
    "named function": "function work() { @; }",
    "async": "async () => { @; }",
    "across await": "async () => { await f(); const s = @; }",
    "forEach inside": "() => { xs.forEach((x) => { @; }); }",
    "then inside": "() => { p.then(() => @); }",
    "then of then inside": "() => p.then(() => q.then(async () => { await r; @; }))",
    "timer inside": "() => { setTimeout(() => { @; }, 1); }",
    "promise inside": "() => new Promise((resolve) => { @; })",
    "called at once": "() => { (() => { @; })(); }",
    "called at once, async": "() => { (async () => { @; })(); }",
    "bound": "function () { @; }.bind(this)",
    "cast": "(() => { @; }) as any",
    "try": "() => { try { @; } finally { g(); } }",
    "array of promises": "() => Promise.all(xs.map(async (x) => { @; }))",
}
KEPT = {
    "assigned": "() => { const later = () => { @; }; }",
    "assigned to a field": "() => { this.later = () => { @; }; }",
    "returned": "() => { return () => { @; }; }",
    "given back": "() => () => @",
    "in an object": "() => { f({ later: () => { @; } }); }",
    "an object's method": "() => ({ later() { @; } })",
    "declared": "() => { function later() { @; } }",
    "a class's method": "() => { class A { later() { @; } } }",
    "on": "() => { emitter.on('x', () => { @; }); }",
    "addListener": "() => { emitter.addListener('x', () => { @; }); }",
    "addEventListener": "() => { node.addEventListener('x', () => { @; }); }",
    "generator": "() => { f(function* () { @; }); }",
    "array": "() => { const fs = [() => { @; }]; }",
    "default": "() => { function f(later = () => { @; }) {} }",
}
TAKERS = [
    "context.with(ctx, #)",
    "context.with(trace.setSpan(context.active(), span), #)",
    "await context.with(ctx, #)",
    "context.with(ctx, #, this, 1)",
    "tracer.startActiveSpan('m', {}, ctx, #)",
    "own.startActiveSpan('m', #)",
    "sugared.withActiveSpan('m', {}, ctx, #)",
    "context.bind(ctx, #)",
]


def wrapped(taker: str, body: str) -> str:
    return f"{IMPORT}const r = {taker.replace('#', body.replace('@', START))};\n"


def at_start(text: str) -> list[str]:
    """The codes found at the call of `startSpan` itself."""
    before = text[: text.index(START)]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + len("tracer.") + 1
    return [each.code for each in diagnostics("a.ts", text) if (each.start.line, each.start.column) == (line, column)]


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("taker", TAKERS)
def test_inside_a_callback(taker: str, body: str) -> None:
    assert at_start(wrapped(taker, body)) == ["SPN003"]


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
@pytest.mark.parametrize("taker", TAKERS)
def test_kept_for_later(taker: str, body: str) -> None:
    assert at_start(wrapped(taker, body)) == ["SPN001"]


# The other shapes: what opens, and what looks like it and opens nothing.
# fmt: off
SHAPES = [
    # the first argument of context.with is evaluated before
    (f"context.with(trace.setSpan(ctx, {START}), () => {{}});", ["SPN001"]),
    (f"context.with(make(() => {START}), () => {{}});", ["SPN001"]),
    (f"context.with(ctx, () => {START});", ["SPN003"]),
    # other things named `with`
    (f"xs.with(() => {START});", ["SPN001"]),
    (f"xs.with(0, {START});", ["SPN001"]),
    # an opener's telling name, of a function of another file
    (f"import {{ withActiveSpan }} from './own';\nwithActiveSpan(span, () => {START});", ["SPN003"]),
    (f"import {{ withSpan }} from './own';\nwithSpan(span, () => {START});", ["SPN001"]),
    (f"import {{ bind }} from './own';\nbind(span, () => {START});", ["SPN001"]),
    (f"function withActiveSpan(s, f) {{ return f(s); }}\nwithActiveSpan(span, () => {START});", ["SPN001"]),
    # a function that is passed to nothing that opens
    (f"run(() => {START});", ["SPN001"]),
    (f"it('x', () => {{ {START}; }});", ["SPN001"]),
    (f"setTimeout(() => {{ {START}; }}, 1);", ["SPN001"]),
    # a declared root
    (f"context.with(ROOT_CONTEXT, () => {START});", []),
    (f"context.with(trace.deleteSpan(context.active()), () => {START});", []),
    (f"const clean = ROOT_CONTEXT;\ncontext.with(clean, () => {START});", []),
    (f"context.with(ROOT_CONTEXT.setValue(k, 1), () => {START});", []),
    (f"context.with(propagation.extract(ROOT_CONTEXT, c), () => {START});", ["SPN003"]),
    (f"tracer.startActiveSpan('m', {{}}, ROOT_CONTEXT, () => {START});", ["SPN003"]),
    (f"context.with(ROOT_CONTEXT, () => own.startActiveSpan('m', () => {START}));", ["SPN003"]),
    (f"tracer.startActiveSpan('m', {{}}, ctx, () => context.with(ROOT_CONTEXT, () => {START}));", []),
    # the body stands elsewhere: kept for later, unless it is private and runs nowhere else
    (f"const body = () => {START};\ncontext.with(ctx, body);", ["SPN003"]),
    (f"export const body = () => {START};\ncontext.with(ctx, body);", ["SPN001"]),
    # attach ... dispose
    (f"const scope = context.attach(ctx);\n{START};\nscope.dispose();", ["SPN003"]),
    (f"using scope = context.attach(ctx);\n{START};", ["SPN003"]),
    (f"const scope = context.attach(ctx);\ntry {{ {START}; }} finally {{ scope.dispose(); }}", ["SPN003"]),
    (f"const scope = context.attach(ctx);\nscope.dispose();\n{START};", ["SPN001"]),
    (f"{START};\nconst scope = context.attach(ctx);", ["SPN001"]),
    (f"let scope;\nscope = context.attach(ctx);\n{START};", ["SPN003"]),
    (f"context.attach(ctx);\n{START};", ["SPN003"]),
    (f"const scope = context.attach(ctx);\nf(() => {{ {START}; }});\nscope.dispose();", ["SPN003"]),
    (f"const scope = context.attach(ctx);\nconst f = () => {{ {START}; }};\nscope.dispose();", ["SPN001"]),
    (f"const scope = context.attach(ROOT_CONTEXT);\n{START};\nscope.dispose();", []),
    (f"const scope = debug.attach(ctx);\n{START};\nscope.dispose();", ["SPN001"]),
    (f"if (x) {{ context.attach(ctx); }}\n{START};", ["SPN001"]),
    # a project's own callback taker, found in the file
    (f"function own(f) {{ return context.with(ctx, f); }}\nown(() => {START});", ["SPN003"]),
    (f"const own = (f) => context.with(ctx, f);\nown(async () => {{ await 1; {START}; }});", ["SPN003"]),
    (f"function own(f) {{ return x.startActiveSpan('m', {{}}, ctx, (s) => f(s)); }}\nown(() => {START});", ["SPN003"]),
    (
        f"class A {{\n  own(f) {{ return context.with(ctx, f); }}\n  g() {{ return this.own(() => {START}); }}\n}}",
        ["SPN003"],
    ),
    (
        f"class A {{\n  own = (f) => context.with(ctx, f);\n  g() {{ return this.own(() => {START}); }}\n}}",
        ["SPN003"],
    ),
    (f"function own(f) {{ context.with(ctx, () => g()); return f(); }}\nown(() => {START});", ["SPN001"]),
    (f"function own(f) {{ return f(); }}\nown(() => {START});", ["SPN001"]),
    (f"function own(f) {{ return context.with(ROOT_CONTEXT, f); }}\nown(() => {START});", []),
    (
        "function outer(f) { return own(f); }\nfunction own(f) { return context.with(ctx, f); }\n"
        f"outer(() => {START});",
        ["SPN003"],
    ),
    (
        f"function own(f) {{ return context.with(ctx, () => {{ g(); return f(1); }}); }}\nown(() => {START});",
        ["SPN003"],
    ),
    (f"function own(o, f) {{ return context.with(ctx, f); }}\nown(() => {START}, g);", ["SPN001"]),
    (f"function own(o, f) {{ return context.with(ctx, f); }}\nown(g, () => {START});", ["SPN003"]),
    (f"function own(f) {{ return context.with(f(), g); }}\nown(() => {START});", ["SPN001"]),
    (f"function own(...fs) {{ return context.with(ctx, fs[0]); }}\nown(() => {START});", ["SPN003"]),
    (
        "async function own(f) { return await x.startActiveSpan('m', {}, ctx, async (s) => { await f(s); }); }\n"
        f"own(async () => {START});",
        ["SPN003"],
    ),
    (f"const own = {{ run(f) {{ return context.with(ctx, f); }} }};\nown.run(() => {START});", ["SPN003"]),
    (f"const own = {{ run(f) {{ return f(); }} }};\nown.run(() => {START});", ["SPN001"]),
    (f"class A {{ static run(f) {{ return context.with(ctx, f); }} }}\nA.run(() => {START});", ["SPN003"]),
    (f"class A {{ run(f) {{ return context.with(ctx, f); }} }}\nnew A().run(() => {START});", ["SPN003"]),
    (
        f"class A {{ run(f) {{ return context.with(ctx, f); }}\n g() {{ const me = this; me.run(() => {START}); }} }}",
        ["SPN003"],
    ),
    # a method of the same name on something else is not the project's own
    (f"class A {{ run(f) {{ return context.with(ctx, f); }} }}\nqueue.run(() => {START});", ["SPN001"]),
]
# fmt: on


@pytest.mark.parametrize(("text", "codes"), SHAPES)
def test_shapes(text: str, codes: list[str]) -> None:
    assert at_start(IMPORT + text + "\n") == codes


CHANGES_NOTHING = {
    "the active context": "context.with(context.active(), #)",
    "the active context behind a local": "(() => { const now = context.active(); return context.with(now, #); })()",
    "a value beside the active span": "context.with(context.active().setValue(key, 1), #)",
    "the active span put back": "context.with(trace.setSpan(context.active(), trace.getActiveSpan()!), #)",
    "the span of the active context": """(() => {
      const current = trace.getSpan(context.active());
      return context.with(current ? trace.setSpan(context.active(), current) : context.active(), #);
    })()""",
}
CHANGES = {
    "the active context, taken in another function": (
        "(() => { const now = context.active(); return () => context.with(now, #); })()"
    ),
    "the active context, taken for a later run": "context.bind(context.active(), #)",
    "the span of another context": "context.with(trace.setSpan(context.active(), trace.getSpan(ctx)!), #)",
    "a value on a context made elsewhere": "context.with(ctx.setValue(key, 1), #)",
    "the active context or another": "context.with(ctx ?? context.active(), #)",
}


@pytest.mark.parametrize("taker", CHANGES_NOTHING.values(), ids=CHANGES_NOTHING)
def test_an_opener_that_changes_nothing(taker: str) -> None:
    assert at_start(wrapped(taker, "() => { @; }")) == ["SPN001"]
    around = f"tracer.startActiveSpan('m', {{}}, ctx, () => {{ {taker} }})"
    assert at_start(wrapped(around, "() => { @; }")) == ["SPN003"]


@pytest.mark.parametrize("taker", CHANGES.values(), ids=CHANGES)
def test_an_opener_that_changes_something(taker: str) -> None:
    assert at_start(wrapped(taker, "() => { @; }")) == ["SPN003"]


def test_other_libraries_open_too() -> None:
    sentry = f"import * as Sentry from '@sentry/node';\nSentry.startSpan({{ name: 'm' }}, () => {START});\n"
    assert at_start(sentry) == ["SPN003"]
    assert at_start(sentry.replace("@sentry/node", "./sentry")) == ["SPN001"]
    datadog = f"import dd from 'dd-trace'; import '@opentelemetry/api';\ndd.trace('m', () => {START});\n"
    assert at_start(datadog) == ["SPN003"]
    assert at_start(datadog.replace("dd.trace", "other.trace")) == ["SPN001"]


def test_the_message_names_the_opener_and_its_line() -> None:
    text = textwrap.dedent("""\
        tracer.startActiveSpan('m', {}, ctx, () => {
          const s = tracer.startSpan('n');
        });
        """)
    (only,) = diagnostics("a.ts", text)
    assert only.code == "SPN003"
    assert "startActiveSpan" in only.message
    assert [each.position.line for each in only.related] == [1]


def test_an_active_span_that_is_itself_inside_one() -> None:
    text = "tracer.startActiveSpan('m', {}, ctx, () => tracer.startActiveSpan('n', f));\n"
    assert found("a.ts", text) == [(1, "SPN003")]
    assert found("a.ts", "const g = () => tracer.startActiveSpan('n', f);\n") == [(1, "SPN006")]


def test_a_function_that_passes_its_callback_to_itself_is_followed_once() -> None:
    again = (
        "function again(cb, left) {{ if (left) again(() => cb(), left - 1); else {}; }}\nagain(() => {{ {}; }}, 3);\n"
    )
    head = f"{IMPORT}const tracer = trace.getTracer('a');\n"
    codes = frozenset({"SPN001", "SPN003"})
    opened = again.format("tracer.startActiveSpan('x', () => cb())", START)
    assert [code for _, code in found("a.ts", head + opened, codes)] == ["SPN003"]
    assert [code for _, code in found("a.ts", head + again.format("cb()", START), codes)] == ["SPN001"]


def test_functions_that_pass_a_callback_on_in_many_ways_end() -> None:
    passing = "".join(f"function f{n}(cb) {{ f{n + 1}(cb); f{n + 2}(() => cb()); }}\n" for n in range(60))
    text = f"{IMPORT}const tracer = trace.getTracer('a');\n{passing}f0(() => {{ {START}; }});\n"
    assert [code for _, code in found("a.ts", text, frozenset({"SPN001"}))] == ["SPN001"]


COMPOSED = f"""\
const run = async (hooks) => {{
  const runner = hooks.reduceRight((next, hook) => {{
    return async () => {{ {START}; await hook(next); }};
  }}, async () => {{}});
  await runner();
}};
context.with(ctx, () => run(all));
"""


def test_a_function_made_of_several_runs_where_it_is_called() -> None:
    assert at_start(IMPORT + COMPOSED) == ["SPN003"]
    briefly = COMPOSED.replace("{\n    return async", "async").replace("  }, async () => {});", "  , async () => {});")
    assert at_start(IMPORT + briefly) == ["SPN003"]
    for outside in (
        COMPOSED.replace("await runner()", "later = runner"),
        COMPOSED.replace("reduceRight", "forEach"),
        COMPOSED.replace("await runner();", "await runner();\n  return runner;"),
        COMPOSED + "run(others);\n",
    ):
        assert at_start(IMPORT + outside) == ["SPN001"]
