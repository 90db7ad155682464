"""SPN001 and SPN006: which calls that only start a span take the active context by design."""

from __future__ import annotations

import textwrap

import pytest

from spanlint.lint.diagnose import lint
from spanlint.model.settings import SessionContext, Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.linting import found as found_in

HEADS = {
    "a.py": """
        from opentelemetry import context, trace
        from opentelemetry.trace import SpanKind
        tracer = trace.get_tracer('a')
        """,
    "a.ts": """
        import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
        const tracer = trace.getTracer('a');
        """,
}
SESSIONS = {
    "python": SessionContext("session()", ("from a import session",)),
    "typescript": SessionContext("session()", ("import { session } from 'a'",)),
}


def codes(path: str, text: str, settings: Settings) -> list[str]:
    """The codes of the findings in a text below the head of its language."""
    language = language_of(path)
    assert language is not None
    body = textwrap.dedent(HEADS[path]) + textwrap.dedent(text)
    return [each.code for each in lint(decode(path, language, body.encode()), settings).diagnostics]


BOTH = frozenset({"SPN001", "SPN006"})

# Each is SPN006, and becomes SPN001 by one replacement: (text, what is replaced, by what).
PYTHON = {
    "use_span": (
        "def f():\n    span = tracer.start_span('n')\n    with trace.use_span(span):\n        run()",
        "trace.use_span(span)",
        "use(span)",
    ),
    "use_span with arguments": (
        "def f():\n    span = tracer.start_span('n')\n    with a, trace.use_span(span=span, end_on_exit=True):\n"
        "        run()",
        "use_span(span=span",
        "use_span(span=other",
    ),
    "use_span of the call": (
        "def f():\n    with trace.use_span(tracer.start_span('n')):\n        run()",
        "trace.use_span(",
        "use(",
    ),
    "use_span on a stack": (
        "def f():\n    span = tracer.start_span('n')\n    stack.enter_context(trace.use_span(span))",
        "trace.use_span(span)",
        "use(span)",
    ),
    "use_span entered by its method": (
        "def f():\n    span = tracer.start_span('n')\n    manager = trace.use_span(span)\n    manager.__enter__()",
        "trace.use_span(span)",
        "use(span)",
    ),
    "attach": (
        "def f():\n    span = tracer.start_span('n')\n    token = context.attach(trace.set_span_in_context(span))",
        "context.attach(",
        "keep(",
    ),
    "attach on the active context": (
        "def f():\n    span = tracer.start_span('n')\n"
        "    context.attach(trace.set_span_in_context(span, context.get_current()))",
        "context.get_current()",
        "other",
    ),
    "attach on the active context by keyword": (
        "def f():\n    span = tracer.start_span('n')\n    current = context.get_current()\n"
        "    context.attach(trace.set_span_in_context(span, context=current))",
        "context.get_current()",
        "load()",
    ),
    "attach of a local": (
        "def f():\n    span = tracer.start_span('n')\n    ctx = trace.set_span_in_context(span)\n"
        "    context.attach(ctx)",
        "context.attach(ctx)",
        "send(ctx)",
    ),
    "an attribute": (
        "class A:\n    def f(self):\n        self.span = tracer.start_span('n')\n"
        "        self.token = context.attach(trace.set_span_in_context(self.span))\n        run()\n"
        "        self.span.end()",
        "set_span_in_context(self.span)",
        "set_span_in_context(self.other)",
    ),
    "not in another function": (
        "def f():\n    span = tracer.start_span('n')\n    with trace.use_span(span):\n        run()",
        "    with trace.use_span(span):\n        run()",
        "    def g():\n        with trace.use_span(span):\n            run()",
    ),
    "another value in another arm": (
        "def f():\n    try:\n        span = tracer.start_span('n')\n    except Exception:\n"
        "        span = trace.INVALID_SPAN\n    with trace.use_span(span):\n        run()",
        "    with trace.use_span(span)",
        "    span = other\n    with trace.use_span(span)",
    ),
    "two names": (
        "class A:\n    def f(self):\n        self.span = span = tracer.start_span('n')\n"
        "        with trace.use_span(self.span):\n            span.set_attribute('a', 1)",
        "use_span(self.span)",
        "use_span(self.other)",
    ),
    "a context in an attribute": (
        "class A:\n    def f(self):\n        self.span = tracer.start_span('n')\n"
        "        self.ctx = trace.set_span_in_context(self.span)\n        self.token = context.attach(self.ctx)\n"
        "        run()\n        self.span.end()",
        "context.attach(self.ctx)",
        "context.attach(self.other)",
    ),
    "a function that returns it": (
        "def start():\n    span = tracer.start_span('n')\n    span.set_attribute('a', 1)\n    return span\n\n\n"
        "def f():\n    with trace.use_span(start()):\n        run()\n\n\n"
        "def g():\n    span = start()\n    with trace.use_span(span):\n        run()",
        "def g():\n    span = start()\n    with trace.use_span(span):\n        run()",
        "def g():\n    span = start()\n    run(span)",
    ),
    "a method that returns it": (
        "class A:\n    def start(self):\n        span = tracer.start_span('n')\n        return span\n\n"
        "    def f(self):\n        with trace.use_span(self.start()):\n            run()",
        "        span = tracer.start_span('n')\n        return span",
        "        self.span = tracer.start_span('n')\n        if done():\n            self.span.end()\n"
        "        return self.span",
    ),
    "a client": ("tracer.start_span('n', kind=SpanKind.CLIENT)", "CLIENT", "INTERNAL"),
    "a producer": ("tracer.start_span('n', kind=trace.SpanKind.PRODUCER)", "PRODUCER", "CONSUMER"),
    "a client in a name": ("kind = SpanKind.CLIENT\ntracer.start_span('n', kind=kind)", "SpanKind.CLIENT", "kinds[0]"),
    "in an instrumentation": (
        "from opentelemetry.instrumentation.instrumentor import BaseInstrumentor\n\n\n"
        "class A(BaseInstrumentor):\n    def _patch(self):\n        def wrapper(*args):\n"
        "            span = tracer.start_span('n')\n            run()\n            span.end()",
        "A(BaseInstrumentor)",
        "A(Instrumentation)",
    ),
    "around what it wraps": (
        "def _wrap_run(wrapped, instance, args, kwargs):\n    span = tracer.start_span('n')\n"
        "    result = wrapped(*args, **kwargs)\n    span.end()\n    return result",
        "wrapped(*args, **kwargs)",
        "load(*args, **kwargs)",
    ),
    "in a decorator": (
        "def traced(name):\n    def decorate(func):\n        async def wrapper(*args, **kwargs):\n"
        "            span = tracer.start_span(name)\n            result = await func(*args, **kwargs)\n"
        "            span.end()\n            return result\n        return wrapper\n    return decorate",
        "await func(*args, **kwargs)",
        "await load(args, kwargs)",
    ),
    "in a variable that is called a root": (
        "def f():\n    root_span = tracer.start_span('n')\n    run()\n    root_span.end()",
        "root_span",
        "rooted_span",
    ),
    "in an attribute that is called a root": (
        "class A:\n    def f(self):\n        self._rootSpan = tracer.start_span('n')\n        run()\n"
        "        self._rootSpan.end()",
        "_rootSpan",
        "_span",
    ),
    "stored among roots": (
        "class A:\n    def f(self, key):\n        span = tracer.start_span('n')\n        self._root_spans[key] = span\n"
        "        run()\n        span.end()",
        "_root_spans",
        "_spans",
    ),
    "recorded as one without a parent": (
        "class A:\n    def f(self, key):\n        span = tracer.start_span('n')\n"
        "        self._open[key] = {'span': span, 'parent_id': None}\n        run()\n        span.end()",
        "'parent_id': None",
        "'parent_id': key",
    ),
    "a comment that calls it a root": (
        "def f():\n    # The root agent span of the run.\n    span = tracer.start_span('n')\n    run()\n    span.end()",
        "# The root agent span",
        "# The agent span",
    ),
    "a docstring that says that it starts a root": (
        'def f():\n    """Start the root workflow span of the run."""\n    x = 1\n'
        "    span = tracer.start_span('n')\n    run()\n    span.end()",
        "the root workflow",
        "a child of the root workflow's",
    ),
    "a consumer with links": (
        "def f(links):\n    span = tracer.start_span('n', links=links, kind=SpanKind.CONSUMER)\n"
        "    run()\n    span.end()",
        "links=links, kind",
        "kind",
    ),
    "where a condition finds no parent to make current": (
        "def f(remote):\n    if remote:\n        with trace.use_span(remote):\n"
        "            return tracer.start_span('a', attributes={}).end()\n"
        "    span = tracer.start_span('b')\n    run()\n    span.end()",
        "if remote:",
        "if verbose:",
    ),
    "where a condition finds no trace id": (
        "def f(trace_id):\n    if trace_id:\n        with trace.use_span(parent_of(trace_id)):\n"
        "            return tracer.start_span('a').end()\n    span = tracer.start_span('b')\n    run()\n    span.end()",
        "if trace_id:",
        "if verbose:",
    ),
    "where a condition finds no parent": (
        "def f(key):\n    found = registry.lookup(key)\n    if found:\n"
        "        return tracer.start_span('a', context=propagation.extract(found))\n    span = tracer.start_span('b')\n"
        "    run()\n    span.end()",
        "    if found:",
        "    if is_busy():",
    ),
    "held across a yield": (
        "def f(items):\n    span = tracer.start_span('n')\n    try:\n        for item in items:\n"
        "            yield item\n    finally:\n        span.end()",
        "yield item",
        "item.run()",
    ),
    "held across a yield from": (
        "def f(items):\n    span = tracer.start_span('n')\n    try:\n        yield from items\n"
        "    finally:\n        span.end()",
        "yield from items",
        "yield_from(items)",
    ),
    "ended before the yield": (
        "async def f(items):\n    span = tracer.start_span('n')\n    run()\n    yield 1\n    span.end()",
        "    yield 1\n    span.end()",
        "    span.end()\n    yield 1",
    ),
    "another function's yield": (
        "def f(items):\n    span = tracer.start_span('n')\n    run()\n    yield 1\n    span.end()",
        "    yield 1\n",
        "    def g():\n        yield 1\n",
    ),
    "a docstring that says that it starts a trace": (
        'def f():\n    """Start a new trace for all that follows."""\n    span = tracer.start_span("n")\n    run()\n'
        "    span.end()",
        "a new trace",
        "a new span",
    ),
}
TYPESCRIPT = {
    "with": (
        "function f() {\n  const span = tracer.startSpan('n');\n"
        "  return context.with(trace.setSpan(context.active(), span), run);\n}",
        "context.active()",
        "other",
    ),
    "with of the call": (
        "function f() {\n  return context.with(trace.setSpan(context.active(), tracer.startSpan('n')), run);\n}",
        "context.active()",
        "other",
    ),
    "with of a local": (
        "function f() {\n  const span = tracer.startSpan('n');\n"
        "  const ctx = trace.setSpan(context.active(), span);\n  return context.with(ctx, run);\n}",
        "context.active()",
        "other",
    ),
    "with on a local base": (
        "function f() {\n  const active = context.active();\n  const span = tracer.startSpan('n');\n"
        "  return context.with(trace.setSpan(active, span), run);\n}",
        "const active = context.active()",
        "const active = load()",
    ),
    "bind": (
        "function f() {\n  const span = tracer.startSpan('n');\n"
        "  return context.bind(trace.setSpan(context.active(), span), run);\n}",
        "setSpan(context.active(), span)",
        "setSpan(context.active(), other)",
    ),
    "a member": (
        "class A {\n  f() {\n    this.span = tracer.startSpan('n');\n"
        "    try {\n      context.with(trace.setSpan(context.active(), this.span), run);\n"
        "    } finally {\n      this.span.end();\n    }\n  }\n}",
        "context.active()",
        "other",
    ),
    "not in another function": (
        "function f() {\n  const span = tracer.startSpan('n');\n"
        "  return context.with(trace.setSpan(context.active(), span), run);\n}",
        "return context.with",
        "return () => context.with",
    ),
    "with type arguments": (
        "async function f() {\n  const span = tracer.startSpan('n');\n"
        "  return await context.with<void[], void>(trace.setSpan(context.active(), span), run);\n}",
        "context.active()",
        "other",
    ),
    "casts": (
        "function f() {\n  let span;\n  span = tracer.startSpan('n') as any;\n"
        "  return context.with(trace.setSpan(context.active(), span!), run);\n}",
        "active(), span!",
        "active(), other!",
    ),
    "a context that another function derives": (
        "function f() {\n  const span = tracer.startSpan('n');\n"
        "  return context.with(suppressTracing(trace.setSpan(context.active(), span)), run);\n}",
        "context.active()",
        "other",
    ),
    "a function that returns it": (
        "class A {\n  start() {\n    return tracer.startSpan('n');\n  }\n  f() {\n    const span = this.start();\n"
        "    return context.with(trace.setSpan(context.active(), span), run);\n  }\n}",
        "this.start()",
        "other.start(), other = this.start()",
    ),
    "a client": ("tracer.startSpan('n', { kind: SpanKind.CLIENT });", "CLIENT", "SERVER"),
    "a producer": ("const o = { kind: SpanKind.PRODUCER };\ntracer.startSpan('n', o);", "PRODUCER", "CONSUMER"),
    "in an instrumentation": (
        "import { InstrumentationBase } from '@opentelemetry/instrumentation';\n"
        "class A extends InstrumentationBase<Config> {\n  patch() {\n    return function (...args) {\n"
        "      const span = tracer.startSpan('n');\n      run();\n      span.end();\n    };\n  }\n}",
        "extends InstrumentationBase<Config>",
        "extends Patches<Config>",
    ),
    "a helper of an instrumentation": (
        "import { InstrumentationBase } from '@opentelemetry/instrumentation';\n"
        "class A extends InstrumentationBase {\n  patch() {\n    const span = this._start('n');\n"
        "    run();\n    span.end();\n  }\n"
        "  private _start(name: string, parent?: Span) {\n"
        "    return tracer.startSpan(name, {}, parent && trace.setSpan(context.active(), parent));\n  }\n}",
        "extends InstrumentationBase",
        "extends Patches",
    ),
    "in what extends an instrumentation of the file": (
        "import * as i from '@opentelemetry/instrumentation';\nclass Mine extends i.InstrumentationBase {}\n"
        "class A extends Mine {\n  patch = () => {\n    const span = tracer.startSpan('n');\n"
        "    run();\n    span.end();\n  };\n}",
        "A extends Mine",
        "A extends Yours",
    ),
    "around what it wraps": (
        "function patch(original) {\n  return function (...args) {\n    const span = tracer.startSpan('n');\n"
        "    const result = original.apply(this, args);\n    span.end();\n    return result;\n  };\n}",
        "original.apply(this, args)",
        "load(this, args)",
    ),
    "in a variable that is called a root": (
        "function f() {\n  const rootSpan = tracer.startSpan('n');\n  run();\n  rootSpan.end();\n}",
        "rootSpan",
        "uprootSpan",
    ),
    "in a private member that is called a root": (
        "class A {\n  #root;\n  f() {\n    this.#root = tracer.startSpan('n');\n    run();\n"
        "    this.#root.end();\n  }\n}",
        "#root",
        "#roof",
    ),
    "recorded as one without a parent": (
        "class A {\n  f(key) {\n    const span = tracer.startSpan('n');\n"
        "    this.open.set(key, { span, parent: undefined });\n    run();\n    span.end();\n  }\n}",
        "parent: undefined",
        "parent: key",
    ),
    "stored among roots": (
        "class A {\n  f(key) {\n    const span = tracer.startSpan('n');\n"
        "    this.rootSpans.set(key, span);\n    run();\n"
        "    span.end();\n  }\n}",
        "rootSpans",
        "spans",
    ),
    "a comment that calls it a root": (
        "function f() {\n  // Open the root workflow span.\n  const span = tracer.startSpan('n');\n"
        "  run();\n  span.end();\n}",
        "root workflow span",
        "workflow span",
    ),
    "a comment on the function that says that it starts a root": (
        "/**\n * Creates the root span of the run.\n */\nfunction f() {\n  const x = 1;\n\n"
        "  const span = tracer.startSpan('n');\n  run();\n  span.end();\n}",
        "the root span",
        "the span below the root",
    ),
    "a comment on the function that says that it starts a trace": (
        "/** Starts a new trace. */\nfunction f() {\n  const span = tracer.startSpan('n');\n  run();\n  span.end();\n}",
        "a new trace",
        "a new span",
    ),
    "a consumer with links": (
        "function f(links) {\n  const span = tracer.startSpan('n', { kind: SpanKind.CONSUMER, links });\n"
        "  run();\n  span.end();\n}",
        "CONSUMER, links",
        "CONSUMER",
    ),
    "a call of the original with other arguments": (
        "function patch(original) {\n  return function (options) {\n    const span = tracer.startSpan('n');\n"
        "    const result = originalQuery({ ...options, hooks: hooksOf(span) });\n    span.end();\n"
        "    return result;\n  };\n}",
        "originalQuery(",
        "loadQuery(",
    ),
    "where a condition finds no parent to make current": (
        "function f(remote) {\n  if (remote) {\n"
        "    return context.with(trace.setSpan(context.active(), remote), () => {\n"
        "      tracer.startSpan('a').end();\n    });\n  }\n  const span = tracer.startSpan('b');\n"
        "  run();\n  span.end();\n}",
        "if (remote)",
        "if (verbose)",
    ),
    "where a condition finds no parent": (
        "function f(key) {\n  const found = registry.lookup(key);\n  if (found) {\n"
        "    return tracer.startSpan('a', {}, propagation.extract(context.active(), found));\n  }\n"
        "  const span = tracer.startSpan('b');\n  run();\n  span.end();\n}",
        "if (found)",
        "if (isBusy())",
    ),
    "held across a yield": (
        "function* f(items) {\n  const span = tracer.startSpan('n');\n  try {\n"
        "    for (const item of items) yield item;\n  } finally {\n    span.end();\n  }\n}",
        "yield item",
        "run(item)",
    ),
}
CASES = [
    *(("a.py", *case) for case in PYTHON.values()),
    *(("a.ts", *case) for case in TYPESCRIPT.values()),
]
IDS = [*(f"python: {name}" for name in PYTHON), *(f"typescript: {name}" for name in TYPESCRIPT)]


@pytest.mark.parametrize(("path", "text", "old", "new"), CASES, ids=IDS)
def test_by_design_and_its_twin(path: str, text: str, old: str, new: str) -> None:
    assert codes(path, text, Settings(BOTH)) == ["SPN006"]
    assert old in text
    assert codes(path, text.replace(old, new), Settings(BOTH)) == ["SPN001"]


@pytest.mark.parametrize(("path", "text", "old", "new"), CASES, ids=IDS)
def test_a_session_context_is_wanted_by_all(path: str, text: str, old: str, new: str) -> None:
    language = language_of(path)
    assert language is not None
    usable = Settings(BOTH, session_contexts=((language, SESSIONS[language]),))
    assert codes(path, text, usable) == ["SPN001"]
    assert codes(path, text, Settings(BOTH, lost_sessions=(language,))) == ["SPN001"]
    assert codes(path, text, Settings(BOTH, lost_sessions=("another",))) == ["SPN006"]


def test_an_activating_call_is_not_about_a_session() -> None:
    session = Settings(BOTH, session_contexts=(("python", SESSIONS["python"]),))
    assert codes("a.py", "with tracer.start_as_current_span('n'):\n    run()", session) == ["SPN006"]


def test_another_library_starts_a_new_trace() -> None:
    text = "import tracer2 from 'dd-trace';\ntracer2.startSpan('n', { kind: SpanKind.CLIENT });"
    assert codes("a.ts", text, Settings(BOTH)) == ["SPN001"]


KEPT = {
    "a.py": (
        "from opentelemetry import trace\nfrom opentelemetry.trace import SpanKind\n\n"
        "tracer = trace.get_tracer('a')\n\n\nclass Hooks:\n    def on_start(self, key):\n"
        "        span = tracer.start_span('agent', kind=SpanKind.CLIENT)\n        {use}\n\n"
        "    def on_tool(self, key):\n        span = tracer.start_span('tool', kind=SpanKind.CLIENT)\n"
        "        self.tools[key] = span\n"
    ),
    "a.ts": (
        "import {{ SpanKind, context, trace }} from '@opentelemetry/api';\n\nconst tracer = trace.getTracer('a');\n\n"
        "export class Hooks {{\n  private spans: any = {{}};\n  onStart(key: string) {{\n"
        "    const span = tracer.startSpan('agent', {{ kind: SpanKind.CLIENT }});\n    {use}\n  }}\n"
        "  onTool(key: string) {{\n    const span = tracer.startSpan('tool', {{ kind: SpanKind.CLIENT }});\n"
        "    this.spans.set(key, span);\n  }}\n}}\n"
    ),
}


@pytest.mark.parametrize(
    ("path", "use", "code"),
    [
        ("a.py", "self.spans[key] = span", "SPN001"),
        ("a.py", "self.span = span", "SPN001"),
        ("a.py", "self.spans.append((key, span))", "SPN001"),
        ("a.py", "self.names.append(span.name)", "SPN006"),
        ("a.ts", "this.spans.set(key, { span, key });", "SPN001"),
        ("a.ts", "this.spans.set(key, {\n      key,\n      span: span,\n    });", "SPN001"),
        ("a.ts", "this.names.set(key, span.name);", "SPN006"),
        ("a.py", "self.spans[key] = span\n        span.end()", "SPN006"),
        ("a.py", "self.spans[key] = trace.set_span_in_context(span)", "SPN006"),
        ("a.py", "self.name = span.name", "SPN006"),
        ("a.py", "key.span = span", "SPN006"),
        ("a.py", "span.end()", "SPN006"),
        ("a.ts", "this.spans[key] = span;", "SPN001"),
        ("a.ts", "this.spans.last = span;", "SPN001"),
        ("a.ts", "this.spans[key] = span; span.end();", "SPN006"),
        ("a.ts", "this.spans[key] = trace.setSpan(context.active(), span);", "SPN006"),
        ("a.ts", "span.end();", "SPN006"),
    ],
)
def test_a_client_s_span_that_is_only_kept_for_another_method(path: str, use: str, code: str) -> None:
    """Another method of the class keeps one too: of a span that is kept alone, others may hang."""
    assert [found for _, found in found_in(path, KEPT[path].format(use=use), BOTH)] == [code, code]
