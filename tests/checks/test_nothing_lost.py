"""SPN001 and SPN006: the spans that belong wherever they are started, and their twins, which lose their parent."""

from __future__ import annotations

import pytest

from spanlint.model.settings import Settings
from tests.checks.test_missing_parent_active import BOTH, codes

# Each is SPN006, and becomes SPN001 by one replacement: (text, what is replaced, by what).
PYTHON = {
    "back-dated": (
        "def f(began):\n    span = tracer.start_span('n', start_time=began)\n    run()\n    span.end()",
        ", start_time=began",
        "",
    ),
    "ended with nothing but its data between": (
        "def f(ok):\n    span = tracer.start_span('n', attributes={'a': 1})\n    if not ok:\n"
        "        span.set_attribute('b', load())\n    span.end()",
        "        span.set_attribute('b', load())",
        "        load()",
    ),
    "given its data by what takes it": (
        "def f():\n    span = tracer.start_span('n')\n    note('a', span=span)\n    span.end()",
        "span=span",
        "span=other",
    ),
    "ended at once": (
        "def f():\n    tracer.start_span('n').set_attribute('a', 1).end()",
        "tracer.start_span('n').set_attribute('a', 1).end()",
        "span = tracer.start_span('n').set_attribute('a', 1)\n    run()\n    span.end()",
    ),
    "nothing is awaited under it": (
        "async def f(ready):\n    span = tracer.start_span('n')\n    span.end()\n    await ready",
        "    span.end()\n    await ready",
        "    await ready\n    span.end()",
    ),
    "another span of its name ends later": (
        "def f():\n    span = tracer.start_span('n')\n    span.end()\n    def g():\n"
        "        span = tracer.start_span('m')\n        span.end()\n    run(g)",
        "    span.end()\n    def g():\n        span = tracer.start_span('m')\n        span.end()\n    run(g)",
        "    def g():\n        span.set_attribute('a', 1)\n    run(g)\n    span.end()",
    ),
    "made for callers, who name it": (
        "def start(name):\n    span = tracer.start_span(name)\n    span.set_attribute('a', 1)\n    return span",
        "start_span(name)",
        "start_span('n')",
    ),
    "made for callers, who name a part of it": (
        "def start(tool):\n    return tracer.start_span(f'tool {tool}')",
        "f'tool {tool}'",
        "'tool'",
    ),
    "made for callers, who name all of it": (
        "def start(tool):\n    return tracer.start_span(f'{tool}')",
        "return tracer.start_span(f'{tool}')",
        "span = tracer.start_span(f'{tool}')\n    run()\n    span.end()",
    ),
    "given back in what the caller passes": (
        "def before(hook):\n    span = tracer.start_span('n')\n    hook.data.set('span', span)",
        "hook.data.set",
        "data.set",
    ),
    "where the active context is read": (
        "def f():\n    span = tracer.start_span('n')\n    log(context.get_current())\n    run()\n    span.end()",
        "context.get_current()",
        "load_context()",
    ),
    "where the active span is read": (
        "def f():\n    span = tracer.start_span('n')\n    run(trace.get_current_span())\n    span.end()",
        "run(trace.get_current_span())",
        "with trace.use_span(trace.get_current_span()):\n        run()",
    ),
    "put into the active context": (
        "def f():\n    span = tracer.start_span('n')\n"
        "    ctx = trace.set_span_in_context(span, context.get_current())\n    run(ctx)\n    span.end()",
        "(span, context",
        "(other, context",
    ),
    "kept beside one that has a parent": (
        "class A:\n    def start(self):\n        self.first = tracer.start_span('n')\n"
        "    def more(self):\n        self.second = tracer.start_span('m', context=self.ctx)",
        ", context=self.ctx",
        "",
    ),
    "kept, and made a parent": (
        "class A:\n    def start(self):\n        self.first = tracer.start_span('n')\n"
        "    def enter(self):\n        self.token = trace.set_span_in_context(self.first)",
        "self.token = trace.set_span_in_context(self.first)",
        "self.second = tracer.start_span('m')",
    ),
    "kept alone, in two arms": (
        "class A:\n    def start(self, big):\n        if big:\n            self.span = tracer.start_span('n')\n"
        "        else:\n            self.span = tracer.start_span('m')",
        "        else:\n",
        "    def stop(self, big):\n        if not big:\n",
    ),
    "kept, each by another class": (
        "class A:\n    def start(self):\n        self.span = tracer.start_span('n')\n"
        "class B:\n    def stop(self):\n        self.span = tracer.start_span('m')",
        "class B:\n",
        "",
    ),
}
TYPESCRIPT = {
    "back-dated": (
        "function f(startTime) {\n  const span = tracer.startSpan('n', { startTime });\n  run();\n  span.end();\n}",
        "{ startTime }",
        "{}",
    ),
    "ended with nothing but its data between": (
        "function f(ok) {\n  const span = tracer.startSpan('n', { attributes: { a: 1 } });\n"
        "  if (!ok) span.setStatus({ code: load() });\n  span.end();\n}",
        "span.setStatus({ code: load() })",
        "load()",
    ),
    "given its data by what takes it": (
        "function f() {\n  const span = tracer.startSpan('n');\n  note('a', span);\n  span.end();\n}",
        "note('a', span)",
        "note('a', other)",
    ),
    "ended at once": (
        "function f() {\n  tracer.startSpan('n').end();\n}",
        "tracer.startSpan('n').end()",
        "const span = tracer.startSpan('n'); run(); span.end()",
    ),
    "nothing is awaited under it": (
        "async function f(ready) {\n  const span = tracer.startSpan('n');\n  span.end();\n  await ready;\n}",
        "  span.end();\n  await ready;",
        "  await ready;\n  span.end();",
    ),
    "another span of its name ends later": (
        "function f() {\n  const span = tracer.startSpan('n');\n  if (!span.isRecording()) return;\n  span.end();\n"
        "  run(() => {\n    const span = tracer.startSpan('m');\n    span.end();\n  });\n}",
        "    const span = tracer.startSpan('m');\n    span.end();\n  });",
        "    load();\n  });\n  span.end();",
    ),
    "made for callers, who name it": (
        "const start = (name) => tracer.startSpan(name);",
        "startSpan(name)",
        "startSpan('n')",
    ),
    "made for callers, who name a part of it": (
        "function start(tool) {\n  return tracer.startSpan(`tool ${tool}`);\n}",
        "`tool ${tool}`",
        "`tool`",
    ),
    "given back in what the caller passes": (
        "function before(hook) {\n  const span = tracer.startSpan('n');\n  hook.data.set('span', span);\n}",
        "hook.data.set",
        "data.set",
    ),
    "where the active context is read": (
        "function f() {\n  const span = tracer.startSpan('n');\n  log(propagation.getBaggage(context.active()));\n"
        "  run();\n  span.end();\n}",
        "context.active()",
        "load()",
    ),
    "where the active span is read": (
        "function f() {\n  log(trace.getActiveSpan());\n  const span = tracer.startSpan('n');\n"
        "  run();\n  span.end();\n}",
        "log(trace.getActiveSpan());",
        "context.with(trace.setSpan(context.active(), trace.getActiveSpan()), run);",
    ),
    "put into the active context": (
        "function f() {\n  const span = tracer.startSpan('n');\n  const ctx = trace.setSpan(context.active(), span);\n"
        "  run(ctx);\n  span.end();\n}",
        "active(), span",
        "active(), other",
    ),
    "kept beside one that has a parent": (
        "class A {\n  start() {\n    this.first = tracer.startSpan('n');\n  }\n"
        "  more() {\n    this.second = tracer.startSpan('m', {}, this.ctx);\n  }\n}",
        ", {}, this.ctx",
        "",
    ),
    "kept, and made a parent": (
        "class A {\n  start() {\n    this.first = tracer.startSpan('n');\n  }\n"
        "  enter() {\n    this.ctx = trace.setSpan(other, this.first);\n  }\n}",
        "this.ctx = trace.setSpan(other, this.first)",
        "this.second = tracer.startSpan('m')",
    ),
    "kept, each by another class": (
        "class A {\n  start() {\n    this.span = tracer.startSpan('n');\n  }\n}\n"
        "class B {\n  stop() {\n    const span = tracer.startSpan('m');\n    this.spans.set('m', { span });\n  }\n}",
        "}\nclass B {\n",
        "",
    ),
}
CASES = [
    *(("a.py", *case) for case in PYTHON.values()),
    *(("a.ts", *case) for case in TYPESCRIPT.values()),
]
IDS = [*(f"python: {name}" for name in PYTHON), *(f"typescript: {name}" for name in TYPESCRIPT)]


@pytest.mark.parametrize(("path", "text", "old", "new"), CASES, ids=IDS)
def test_nothing_is_lost_and_its_twin(path: str, text: str, old: str, new: str) -> None:
    assert set(codes(path, text, Settings(BOTH))) == {"SPN006"}
    assert old in text
    assert "SPN001" in codes(path, text.replace(old, new), Settings(BOTH))


def test_the_opentracing_shim_ends_its_spans_by_another_name() -> None:
    text = (
        "import { TracerShim } from '@opentelemetry/shim-opentracing';\nconst shim = new TracerShim(tracer);\n"
        "function send() {\n  const span = shim.startSpan('send');\n  span.finish();\n}"
    )
    assert codes("a.ts", text, Settings(BOTH)) == ["SPN001"]
