"""SPN102 in TypeScript and JavaScript: generators that are made where a span is current, and run elsewhere."""

from __future__ import annotations

import pytest

from tests.linting import diagnostics

HEAD = """import { context, trace } from "@opentelemetry/api";
const tracer = trace.getTracer("a");
function* numbers(n) { yield n; }
async function* lines(n) { yield n; }
async function plain(n) { return n; }
function inSpan(name, fn) {
  return tracer.startActiveSpan(name, (span) => { try { return fn(span); } finally { span.end(); } });
}
const inStep = (name, fn) =>
  tracer.startActiveSpan(name, async (span) => { const made = await fn(); span.end(); return made; });
const inContext = (fn) => context.with(ctx, fn);
const nested = (fn) => inContext(() => fn());
const drained = (fn) => tracer.startActiveSpan("s", () => [...fn()]);
const wrapped = (fn) => tracer.startActiveSpan("s", () => { const made = fn(); return carried(made); });
const timed = (fn) => { const span = tracer.startSpan("s"); try { return fn(); } finally { span.end(); } };
"""

DEFERRED = {
    "a generator function": ("tracer.startActiveSpan('s', function* (span) { yield 1; });", "startActiveSpan"),
    "an async generator function": (
        "tracer.startActiveSpan('s', async function* (span) { yield 1; });",
        "startActiveSpan",
    ),
    "after the options": ("tracer.startActiveSpan('s', {}, ctx, function* (span) { yield 1; });", "startActiveSpan"),
    "context.with": ("context.with(ctx, function* () { yield 1; });", "with"),
    "context.with under another name": (
        "import { context as otelContext } from '@opentelemetry/api';\notelContext.with(ctx, numbers);",
        "with",
    ),
    "context.bind": ("export const f = context.bind(ctx, function* () { yield 1; });", "bind"),
    "a generator by its name": ("tracer.startActiveSpan('s', lines);", "startActiveSpan"),
    "a generator in a constant": (
        "const made = function* () { yield 1; };\ntracer.startActiveSpan('s', made);",
        "startActiveSpan",
    ),
    "what an arrow gives": ("export const f = () => context.with(ctx, () => lines(1));", "with"),
    "what a callback returns": (
        "tracer.startActiveSpan('s', (span) => { span.setAttribute('a', 1); return numbers(1); });",
        "startActiveSpan",
    ),
    "a method of the class": (
        "class A { async *run() { yield 1; } go() { return tracer.startActiveSpan('s', () => this.run()); } }",
        "startActiveSpan",
    ),
    "a generator that is bound": ("context.with(ctx, function* () { yield this.n; }.bind(this));", "with"),
    "a generator that is called at once": (
        "context.with(ctx, () => { return (async function* () { yield 1; })(); });",
        "with",
    ),
    "a callback's generator that is passed something else": ("context.with(ctx, () => lines(other));", "with"),
    "a callback's generator that is passed no span": (
        "tracer.startActiveSpan('s', (span) => { span.addEvent('a'); return lines(other); });",
        "startActiveSpan",
    ),
    "the tracer of an object": (
        "class A { constructor(tracer) { this.tracer = tracer; }\n"
        "  go() { return this.tracer.startActiveSpan('s', function* (span) { yield 1; }); } }",
        "startActiveSpan",
    ),
}

DEFERRED |= {
    "a helper's generator function": ("inSpan('s', function* () { yield 1; });", "inSpan"),
    "a helper's arrow": ("export const f = () => inStep('s', () => lines(1));", "inStep"),
    "a helper that passes its callback on": ("inContext(numbers);", "inContext"),
    "a helper of a helper": ("nested(async function* () { yield 1; });", "nested"),
    "a method that a helper gets": (
        "class A { async *run() { yield 1; } go() { return inSpan('s', () => this.run()); } }",
        "inSpan",
    ),
}

NOT_DEFERRED = {
    "a helper that drains its generator": "drained(function* () { yield 1; });",
    "a helper that wraps its generator": "wrapped(() => numbers(1));",
    "a helper that makes nothing current": "timed(() => numbers(1));",
    "a helper that steps through nothing": "inSpan('s', () => [...numbers(1)]);",
    "a helper that passes the span": "inSpan('s', (span) => lines(span));",
    "a helper of something else": "inSpan('s', () => plain(1));\nnumbers(1);",
    "an arrow": "tracer.startActiveSpan('s', (span) => span.end());",
    "an async function": "tracer.startActiveSpan('s', async function (span) { await plain(1); });",
    "an async function by its name": "tracer.startActiveSpan('s', plain);",
    "what an arrow gives is no generator": "context.with(ctx, () => plain(1));",
    "a generator that is run inside": "tracer.startActiveSpan('s', () => { for (const n of numbers(1)) use(n); });",
    "a generator that is spread inside": "tracer.startActiveSpan('s', () => [...numbers(1)]);",
    "a generator that is given away inside": "tracer.startActiveSpan('s', () => Readable.from(lines(1)));",
    "a generator that steps through it": (
        "Effect.gen(function* () { yield* tracer.startActiveSpan('s', () => plain(1)); });"
    ),
    "a generator inside the callback": (
        "tracer.startActiveSpan('s', () => { const inner = function* () { yield 1; }; return [...inner()]; });"
    ),
    "what makes a function of a generator": "tracer.startActiveSpan('s', co.wrap(function* () { yield 1; }));",
    "a span that is only started": "function* f() { const span = tracer.startSpan('s'); yield 1; span.end(); }",
    "another with": "matcher.with(pattern, function* () { yield 1; });",
    "a function that is bound": "context.with(ctx, plain.bind(null, 1));",
    "a step of a generator": "const it = numbers(1);\ncontext.with(ctx, () => it.next());",
    "another bind": "const f = handler.bind(null, numbers);",
    "a callback's generator that is passed the context": "context.with(ctx, () => lines(items, ctx));",
    "a callback's generator that is passed the span": "tracer.startActiveSpan('s', (span) => lines(span));",
    "an unknown callback": "tracer.startActiveSpan('s', callback);",
}


def marked(text: str, path: str = "a.ts") -> list[str]:
    """The text of each marked place, in order."""
    found = diagnostics(path, HEAD + text, frozenset({"SPN102"}))
    lines = (HEAD + text).split("\n")
    return [lines[each.start.line - 1][each.start.column - 1 : each.end.column - 1] for each in found]


@pytest.mark.parametrize("path", ["a.ts", "a.js"])
@pytest.mark.parametrize(("text", "name"), DEFERRED.values(), ids=DEFERRED)
def test_a_generator_that_runs_elsewhere_is_found(text: str, name: str, path: str) -> None:
    assert marked(text, path) == [name]


@pytest.mark.parametrize("text", NOT_DEFERRED.values(), ids=NOT_DEFERRED)
def test_what_runs_inside_is_not(text: str) -> None:
    assert marked(text) == []


def test_the_generator_is_a_related_place() -> None:
    text = "tracer.startActiveSpan(\n  's',\n  (span) => {\n    return lines(1);\n  },\n);"
    (found,) = diagnostics("a.ts", HEAD + text, frozenset({"SPN102"}))
    (related,) = found.related
    assert related.position.line == HEAD.count("\n") + 4
