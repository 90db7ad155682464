"""SPN101 in TypeScript and JavaScript."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.usage_case import findings, fixed, marked
from tests.linting import found

BAD = {
    "a span for nobody": "trace.setSpan(context.active(), span);\n",
    "a span context": "trace.setSpanContext(context.active(), remote);\n",
    "a span taken out": "if (off) { trace.deleteSpan(context.active()); }\n",
    "baggage": "propagation.setBaggage(context.active(), baggage);\n",
    "an extracted context": "propagation.extract(context.active(), {});\n",
    "less baggage": "propagation.deleteBaggage(context.active());\n",
    "a value": "context.active().setValue(key, 1);\n",
    "no value": "context.active().deleteValue(key);\n",
    "of a typed parameter": "function f(ctx: Context) { ctx.setValue(key, 1); }\n",
    "of a new context": "trace.setSpan(context.active(), span).setValue(key, 1);\n",
    "of the root": "ROOT_CONTEXT.setValue(key, 1);\n",
    "of an extracted context": "const ctx = propagation.extract(context.active(), {});\nctx.setValue(key, 1);\n",
    "of a chain": "context.active().setValue(key, 1).setValue(other, 2);\n",
    "void": "void trace.setSpan(context.active(), span);\n",
    "awaited": "async function f() { await trace.setSpan(context.active(), span); }\n",
    "into what an object holds": "const held = { ctx: context.active() };\ntrace.setSpan(held.ctx, span);\n",
    "into an unknown context": "function f(ctx) { trace.setSpan(ctx, span); }\n",
    "in an arrow's block": "run(() => { trace.setSpan(context.active(), span); });\n",
    "behind a condition": "headers && propagation.extract(context.active(), headers);\n",
    "in an arm": "headers ? propagation.extract(context.active(), headers) : run();\n",
    "without a semicolon": "trace.setSpan(context.active(), span)\n",
    "spread over lines": "trace.setSpan(\n  propagation.extract(context.active(), headers),\n  span,\n);\n",
    "by a namespace": 'import * as otel from "@opentelemetry/api";\notel.trace.setSpan(otel.context.active(), span);\n',
    "by the default import": 'import api from "@opentelemetry/api";\napi.trace.setSpan(api.context.active(), span);\n',
    "by an alias": 'import { trace as t } from "@opentelemetry/api";\nt.setSpan(ROOT_CONTEXT, span);\n',
}
GOOD = {
    "returned behind a condition": "const f = (h) => h && propagation.extract(context.active(), h);\n",
    "tested": "propagation.extract(context.active(), headers) && run();\n",
    "assigned behind a condition": "let ctx;\nh && (ctx = propagation.extract(context.active(), h));\nuse(ctx);\n",
    "assigned": "const ctx = trace.setSpan(context.active(), span);\n",
    "assigned back": "let ctx = ROOT_CONTEXT;\nctx = trace.setSpan(ctx, span);\n",
    "extracted and made active": "context.with(propagation.extract(context.active(), {}), run);\n",
    "an injected context": "propagation.inject(context.active(), {});\n",
    "another library's extract": 'import { extract } from "tar";\nextract({});\n',
    "returned": "function f() { return trace.setSpan(context.active(), span); }\n",
    "an arrow's value": "const f = () => trace.setSpan(context.active(), span);\n",
    "passed as a parent": "tracer.startSpan('a', {}, trace.setSpan(context.active(), span));\n",
    "made active": "context.with(trace.setSpan(context.active(), span), run);\n",
    "among others": "trace.setSpan(context.active(), span), run();\n",
    "a map's method": "const map = new Store();\nmap.setValue(key, 1);\n",
    "an unknown parameter's method": "function f(ctx) { ctx.setValue(key, 1); }\n",
    "a hook's function": "const [value, setValue] = useState();\nsetValue(1);\n",
    "the file's own Context": (
        "interface Ctx { setValue(k: string, v: number): void }\nfunction f(c: Ctx) { c.setValue(k, 1); }\n"
    ),
    "another library's Context": 'import { Context as C } from "koa";\nfunction f(c: C) { c.setValue(key, 1); }\n',
    "the file's own trace": "{ const trace = { setSpan() {} };\ntrace.setSpan(1, 2); }\n",
    "baggage of its own": "function f(span) { span.setBaggage(key, 1); }\n",
    "expected to throw": "assert.throws(() => { trace.setSpan(context.active(), span); });\n",
    "expected not to throw": "expect(() => { trace.setSpan(context.active(), span); }).not.toThrow();\n",
    "into a context of its own that keeps what it is given": (
        "const probe = { key: null, setValue(k, v) { this.key = k; } };\ntrace.setSpan(probe, {});\n"
    ),
    "into an instance of its own class": (
        "class Held { setValue(k, v) { this.seen = k; } }\nconst held = new Held();\ntrace.setSpan(held, {});\n"
    ),
    "in a comment": "// trace.setSpan(context.active(), span);\n",
    "not called": "trace.setSpan;\n",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_dropped_context_is_found(text: str) -> None:
    assert len(findings("a.ts", "SPN101", text)) == 1


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_nothing_else_is(text: str) -> None:
    assert findings("a.ts", "SPN101", text) == []


def test_common_js_is_read_as_well() -> None:
    text = 'const { trace, context } = require("@opentelemetry/api");\ntrace.setSpan(context.active(), span);\n'
    assert found("a.js", text, frozenset({"SPN101"})) == [(2, "SPN101")]


def test_the_marker_stands_under_the_method() -> None:
    assert marked("a.ts", "SPN101", BAD["of a chain"]) == ["setValue"]
    assert marked("a.ts", "SPN101", BAD["spread over lines"]) == ["setSpan"]


FIXED = {
    "a parameter": (
        "function f(ctx: Context) {\n  trace.setSpan(ctx, span);\n  return ctx;\n}\n",
        "function f(ctx: Context) {\n  ctx = trace.setSpan(ctx, span);\n  return ctx;\n}\n",
    ),
    "a variable": (
        "let ctx = context.active();\ntrace.setSpan(ctx, span);\ncontext.with(ctx, run);\n",
        "let ctx = context.active();\nctx = trace.setSpan(ctx, span);\ncontext.with(ctx, run);\n",
    ),
    "a receiver": (
        "function f(ctx: Context) { ctx.setValue(key, 1); return ctx; }\n",
        "function f(ctx: Context) { ctx = ctx.setValue(key, 1); return ctx; }\n",
    ),
    "a chain's receiver": (
        "function f(ctx: Context) { ctx.setValue(key, 1).deleteValue(other); return { ctx }; }\n",
        "function f(ctx: Context) { ctx = ctx.setValue(key, 1).deleteValue(other); return { ctx }; }\n",
    ),
    "read in a closure": (
        "function f(ctx: Context) { trace.setSpan(ctx, span); return () => ctx; }\n",
        "function f(ctx: Context) { ctx = trace.setSpan(ctx, span); return () => ctx; }\n",
    ),
    "in a branch": (
        "function f(ctx: Context) { if (on) trace.setSpan(ctx, span); return ctx; }\n",
        "function f(ctx: Context) { if (on) ctx = trace.setSpan(ctx, span); return ctx; }\n",
    ),
    "declared in the loop": (
        "for (const s of all) { let c = context.active(); trace.setSpan(c, s); context.with(c, run); }\n",
        "for (const s of all) { let c = context.active(); c = trace.setSpan(c, s); context.with(c, run); }\n",
    ),
}
LEFT = {
    "a constant": "const ctx = context.active();\ntrace.setSpan(ctx, span);\ncontext.with(ctx, run);\n",
    "never read again": "function f(ctx: Context) { trace.setSpan(ctx, span); }\n",
    "given another value only": "function f(ctx: Context) { trace.setSpan(ctx, span); ctx = ROOT_CONTEXT; }\n",
    "the active context": "trace.setSpan(context.active(), span);\ncontext.with(context.active(), run);\n",
    "of the function around": "function f(ctx: Context) { run(() => { trace.setSpan(ctx, span); }); return ctx; }\n",
    "outside of the loop": (
        "function f(ctx: Context) { for (const span of all) { trace.setSpan(ctx, span); run(ctx); } }\n"
    ),
    "another variable of the name": (
        "function f(ctx: Context) { trace.setSpan(ctx, span); { const ctx = 1; run(ctx); } }\n"
    ),
    "a pattern's": "function f({ ctx }: { ctx: Context }) { trace.setSpan(ctx, span); return ctx; }\n",
    "awaited": "async function f(ctx: Context) { await trace.setSpan(ctx, span); return ctx; }\n",
    "the loop's own": "for (let c = context.active(); on; ) { trace.setSpan(c, span); run(c); }\n",
    "perhaps none": "function f(ctx?: Context) { ctx?.setValue(key, 1); return ctx; }\n",
    "imported": 'import { ctx } from "./session";\ntrace.setSpan(ctx, span);\nrun(ctx);\n',
    "spread arguments": "function f(ctx: Context) { trace.setSpan(...[ctx], span); return ctx; }\n",
}


@pytest.mark.parametrize(("before", "after"), FIXED.values(), ids=FIXED)
def test_the_local_gets_the_new_context(before: str, after: str) -> None:
    assert fixed("a.ts", "SPN101", before) == after
    assert findings("a.ts", "SPN101", after) == []


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_there_is_no_fix_where_the_new_context_would_go_nowhere(text: str) -> None:
    assert len(findings("a.ts", "SPN101", text)) == 1
    assert fixed("a.ts", "SPN101", text) == text
