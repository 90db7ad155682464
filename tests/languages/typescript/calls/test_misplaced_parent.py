"""SPN005 and SPN004 in TypeScript and JavaScript: each shape with a twin that is right."""

from __future__ import annotations

import pytest

from tests.linting import diagnostics, found

API = (
    "import { context, propagation, trace, ROOT_CONTEXT, type Context, type Span, type SpanContext }"
    " from '@opentelemetry/api';\n"
)

# (the line that is wrong, the code found, what is replaced, by what): after that nothing is found.
WRONG = [
    # a context among the options
    ("t.startSpan('n', context.active());", "SPN005", "'n', ", "'n', {}, "),
    ("t.startSpan('n', trace.setSpan(context.active(), s));", "SPN005", "'n', ", "'n', {}, "),
    ("t.startSpan('n', propagation.extract(context.active(), c));", "SPN005", "'n', ", "'n', undefined, "),
    ("t.startSpan('n', ROOT_CONTEXT);", "SPN005", "'n', ", "'n', {}, "),
    ("t.startSpan('n', ROOT_CONTEXT.setValue(k, 1));", "SPN005", "'n', ", "'n', {}, "),
    ("t.startActiveSpan('n', context.active(), f);", "SPN005", "'n', ", "'n', {}, "),
    ("const c = context.active(); t.startSpan('n', c);", "SPN005", "'n', ", "'n', {}, "),
    ("function f(c: Context) { t.startSpan('n', c); }", "SPN005", "'n', ", "'n', {}, "),
    ("function f(c?: Context) { t.startSpan('n', c!); }", "SPN005", "'n', ", "'n', {}, "),
    ("function f(c: Context) { t.startSpan('n', c, c); }", "SPN005", "'n', c", "'n', {}"),
    # a parent among the options
    ("t.startSpan('n', { parent: s });", "SPN005", "{ parent: s }", "{}, trace.setSpan(context.active(), s)"),
    ("t.startSpan('n', { parent });", "SPN005", "{ parent }", "{}, parent"),
    ("t.startSpan('n', { 'parent': s });", "SPN005", "{ 'parent': s }", "{}, s2"),
    ("t.startSpan('n', { kind: 1, parent: s, ...o });", "SPN005", "{ kind: 1, parent: s, ...o }", "{}, c"),
    ("t.startActiveSpan('n', { parent: s }, f);", "SPN005", "{ parent: s }", "{}, c"),
    ("const o = { parent: s }; t.startSpan('n', o);", "SPN005", "n', o", "n', {}, c"),
    # a span, or its context, where a context belongs
    ("function f(s: Span) { t.startSpan('n', {}, s); }", "SPN005", "s);", "trace.setSpan(context.active(), s));"),
    ("const s = t.startSpan('m', {}, c); t.startSpan('n', {}, s);", "SPN005", "{}, s)", "{}, trace.setSpan(c, s))"),
    ("t.startSpan('n', {}, trace.getActiveSpan());", "SPN005", "trace.getActiveSpan()", "context.active()"),
    ("t.startSpan('n', {}, trace.getSpan(c)!);", "SPN005", "trace.getSpan(c)!", "c"),
    ("t.startSpan('n', {}, s.spanContext());", "SPN005", "s.spanContext()", "s.itsContext()"),
    ("function f(s: SpanContext) { t.startSpan('n', {}, s); }", "SPN005", "s: SpanContext", "s: Context"),
    ("t.startActiveSpan('n', {}, s.spanContext(), f);", "SPN005", "s.spanContext()", "c"),
    ("t.startSpan('n', {}, trace.wrapSpanContext(x));", "SPN005", "wrapSpanContext(x)", "setSpanContext(c, x)"),
    ("t.startActiveSpan('m', {}, c0, (s) => t.startSpan('n', {}, s));", "SPN005", "{}, s)", "{}, trace.setSpan(c, s))"),
    ("t.startActiveSpan('m', {}, c0, async s => { context.with(s, f); });", "SPN005", "with(s", "with(c"),
    ("t.startActiveSpan('m', {}, c0, (s) => { propagation.inject(s, h); });", "SPN005", "inject(s", "inject(c"),
    # no parent at all in the slot
    ("t.startSpan('n', {}, undefined);", "SPN004", "undefined", "c"),
    ("t.startSpan('n', {}, null);", "SPN004", "null", "c"),
    ("t.startSpan('n', {}, void 0);", "SPN004", "void 0", "c"),
    ("t.startSpan('n', {}, (undefined));", "SPN004", "(undefined)", "(c)"),
    ("t.startSpan('n', {}, undefined as any);", "SPN004", "undefined as any", "c as any"),
    ("t.startSpan('n', {}, null!);", "SPN004", "null!", "c!"),
    ("t.startActiveSpan('n', {}, undefined, f);", "SPN004", "undefined", "c"),
    ("const c = undefined; t.startSpan('n', {}, c);", "SPN004", "= undefined", "= g()"),
    ("const c: Context | undefined = undefined; t.startSpan('n', {}, c);", "SPN004", "= undefined", "= g()"),
    ("let c = null; t.startSpan('n', {}, c);", "SPN004", "null;", "null; c = g();"),
    ("let c; c = undefined; t.startSpan('n', {}, c);", "SPN004", "c = undefined", "c = g()"),
    ("const b = undefined; const c = b; t.startSpan('n', {}, c);", "SPN004", "= b", "= b ?? g()"),
    # both empty or right: a ternary says what it does, `?? undefined` too
    ("t.startSpan('n', {}, undefined); t.startSpan('n', {}, p ?? undefined);", "SPN004", "{}, undefined", "{}, p"),
    ("t.startSpan('n', {}, undefined); t.startSpan('n', {}, p ? c : undefined);", "SPN004", "{}, undefined", "{}, p"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "code", "old", "new"), WRONG)
def test_wrong_and_right(wrong: str, code: str, old: str, new: str) -> None:
    made = f"{API}declare const c0: Context;\nconst t = trace.getTracer('a');\n"
    assert found("a.ts", made + wrong) == [(4, code)]
    assert old in wrong
    assert found("a.ts", made + wrong.replace(old, new, 1)) == []


# Silent: what only looks like one of them.
RIGHT = [
    # a context of something else
    "import {{ Context }} from 'koa';\nfunction f(c: Context) {{ t.startSpan('n', {{}}, c); }}",
    # options that are called context
    "t.startSpan('n', contextOptions, c);",
    "t.startSpan('n', makeOptions(), c);",
    # an attribute is no option
    "t.startSpan('n', {{ attributes: {{ parent: 'x' }} }}, c);",
    # a name alone proves nothing
    "t.startSpan('n', {{}}, parentSpan);",
    "t.startSpan('n', {{}}, span);",
    "t.startSpan('n', {{}}, this.span);",
    # one of two is a context
    "t.startSpan('n', {{}}, p ? context.active() : s.spanContext());",
    "function f(c: Context | Span) {{ t.startSpan('n', {{}}, c); }}",
    # a declared root beats what stands in the slot
    "t.startSpan('n', {{ root: true }}, undefined);",
    "const o = {{ root: true }}; t.startSpan('n', o);",
    # unknown
    "t.startSpan('n', ...rest, undefined);",
    # a value assigned in a callback
    "let c; g(() => {{ c = x(); }}); t.startSpan('n', {{}}, c);",
    # any loop or parameter gives it a value
    "for (let c of xs) {{ t.startSpan('n', {{}}, c); }}",
    "for (const [c] of xs) {{ t.startSpan('n', {{}}, c); }}",
    "let c; ({{ c }} = g()); t.startSpan('n', {{}}, c);",
    "let c; [c] = g(); t.startSpan('n', {{}}, c);",
    "function f(c) {{ t.startSpan('n', {{}}, c); }}",
    "const {{ c }} = o; t.startSpan('n', {{}}, c);",
    "let c; export {{ c }}; function f() {{ c ??= g(); t.startSpan('n', {{}}, c); }}",
]


@pytest.mark.parametrize("text", RIGHT)
def test_right(text: str) -> None:
    made = f"{API}const t = trace.getTracer('a');\n"
    if "import" in text:
        made = made.replace("type Context, ", "")
    assert found("a.ts", made + text.format()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tracer.startSpan('n', {}, undefined);", "undefined"),
        ("tracer.startSpan('n', {}, null);", "null"),
        ("tracer.startActiveSpan('n', {}, null, f);", "null"),
    ],
)
def test_the_message_says_what_happens(text: str, said: str) -> None:
    (only,) = diagnostics("a.ts", text)
    assert only.code == "SPN004"
    assert said in only.message


def test_datadog_takes_a_parent_in_its_options() -> None:
    text = "import tracer from 'dd-trace';\ntracer.startSpan('n', { childOf: s });\n"
    assert found("a.ts", text) == []
    assert found("a.ts", text.replace("childOf: s", "tags: s")) == [(2, "SPN001")]
    assert found("a.ts", text.replace("childOf: s", "childOf: null")) == []
    assert found("a.ts", text.replace("childOf: s", "references: [s]")) == []
    assert found("a.ts", text.replace("{ childOf: s }", "{ ...s }")) == []


OTHERS = ["{ parent: s }", "{ childOf: s }", "{ kind: 1, tags: s }", "{ 'parent': s }", "{ parent }"]


@pytest.mark.parametrize("options", OTHERS)
@pytest.mark.parametrize("tracer", ["tracer", "this.tracer", "getTracer()"])
def test_an_option_that_another_tracer_may_have_is_another_api(tracer: str, options: str) -> None:
    text = f"import '@opentelemetry/api';\n{tracer}.startSpan('n', {options});\n"
    assert found("a.ts", text) == []
    assert found("a.ts", text.replace(options, "{ kind: 1 }")) == [(2, "SPN001")]


def test_an_option_that_a_certain_tracer_lacks_is_no_parent() -> None:
    text = "import { trace } from '@opentelemetry/api';\nconst t = trace.getTracer('a');\n"
    text += "t.startSpan('n', { parent: s });\n"
    assert found("a.ts", text) == [(3, "SPN005")]
    assert found("a.ts", text.replace("parent", "childOf")) == [(3, "SPN001")]
