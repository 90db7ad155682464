"""The work of judging a file grows with its calls, not with their square.

What is counted is calls of Python functions and steps of generators: they depend on nothing but the text.
"""

from __future__ import annotations

import subprocess
import sys
from types import FrameType
from typing import Any

import pytest

from spanlint.lint.diagnose import lint
from spanlint.lint.judge import judge
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import rules
from spanlint.text.source import Source
from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD

SHAPES = {
    "functions": ("def f{i}():\n    span = tracer.start_span('s{i}')\n    span.end()\n", 0),
    "entered": (
        "def f{i}():\n    with tracer.start_as_current_span('s{i}') as s:\n        s.add_event('a')\n",
        0,
    ),
    "statements of the module": ("s{i} = tracer.start_span('s{i}')\n", 0),
    "one function": ("    s{i} = tracer.start_span('s{i}')\n    s{i}.end()\n", 1),
    "one name": ("    span = tracer.start_span('s{i}')\n    span.end()\n", 1),
    "one name, left open": ("    span = tracer.start_span('s{i}')\n    if work:\n        return\n    span.end()\n", 1),
    "withs in one function": ("    with tracer.start_as_current_span('s{i}') as s:\n        s.add_event('a')\n", 1),
    "siblings": ("    s{i} = tracer.start_span('s{i}', context=ctx)\n    s{i}.end()\n", 3),
    "left open": ("    s{i} = tracer.start_span('s{i}')\n    if ctx:\n        return\n    s{i}.end()\n", 3),
    "made current": (
        "    s{i} = tracer.start_span('a', context=ctx)\n    with trace.use_span(s{i}, True):\n        ctx()\n",
        3,
    ),
    "arms": ("    elif ctx == {i}:\n        s = tracer.start_span('a', context=ctx)\n        s.end()\n", 4),
    "a dictionary": ("    spans['{i}'] = tracer.start_span('a')\n", 5),
    "arguments": ("    tracer.start_span('s{i}'),\n", 6),
    "methods": ("    def m{i}(self, ctx):\n        s = self.tracer.start_span('a', context=ctx)\n        s.end()\n", 2),
    "left by handlers": (
        "    try:\n        s{i} = tracer.start_span('a')\n        work2()\n        s{i}.end()\n"
        "    except ValueError:\n        pass\n",
        1,
    ),
    "left by awaits": (
        "    s{i} = tracer.start_span('a')\n    try:\n        await work2()\n        s{i}.end()\n"
        "    except Exception:\n        s{i}.end()\n",
        7,
    ),
    "statuses": (
        "    s{i} = tracer.start_span('a')\n    s{i}.set_status(StatusCode.ERROR)\n"
        "    s{i}.set_status(StatusCode.OK)\n    s{i}.end()\n",
        1,
    ),
    "statuses of one name": (
        "    span = tracer.start_span('a')\n    span.set_status(StatusCode.ERROR)\n"
        "    span.set_status(StatusCode.OK)\n    span.end()\n",
        1,
    ),
    "recorded": (
        "    with tracer.start_as_current_span('a') as span:\n        try:\n            work2()\n"
        "        except Exception as e:\n            span.record_exception(e)\n"
        "            span.set_status(StatusCode.ERROR)\n            raise\n",
        1,
    ),
    "closures": (
        "    s{i} = tracer.start_span('a')\n    def done{i}():\n        s{i}.end()\n    on(done{i})\n",
        1,
    ),
    "attached": (
        "    s{i} = tracer.start_span('a')\n    token{i} = attach(set_span_in_context(s{i}))\n    work2()\n"
        "    detach(token{i})\n    s{i}.end()\n",
        1,
    ),
    "derived contexts": (
        "    s{i} = tracer.start_span('a', context=ctx)\n    ctx = set_span_in_context(s{i}, ctx)\n    s{i}.end()\n",
        3,
    ),
    "attached in a try": (
        "    s{i} = tracer.start_span('a')\n    token{i} = attach(set_span_in_context(s{i}))\n"
        "    try:\n        work2()\n    finally:\n        detach(token{i})\n        s{i}.end()\n",
        1,
    ),
    "one member": ("        self.span = self.tracer.start_span('a')\n        self.span.end()\n", 9),
    "yields": ("    s{i} = tracer.start_span('a')\n    yield 1\n    s{i}.end()\n", 1),
    "one name, left open by conditions": (
        "    span = tracer.start_span('s{i}')\n    if work.a{i}:\n        return\n    span.end()\n",
        1,
    ),
    "returned generators": (
        "def f{i}(x):\n    with tracer.start_as_current_span('a'):\n        def g():\n            yield x\n"
        "        return g()\n",
        0,
    ),
    "in one try": ("        s{i} = tracer.start_span('s{i}')\n        work2()\n        s{i}.end()\n", 8),
    "in one member": (
        "    def m{i}(self):\n        self.span = self.tracer.start_span('a')\n"
        "    def n{i}(self):\n        self.span.end()\n",
        2,
    ),
    "classes": (
        "class A{i}:\n    def __init__(self, ctx):\n        self.ctx = ctx\n"
        "    def m(self):\n        span = tracer.start_span('a', context=self.ctx)\n        span.end()\n",
        0,
    ),
    "classes that keep a span": (
        "class A{i}:\n    def m(self):\n        self.span = tracer.start_span('a')\n"
        "    def n(self):\n        self.span.end()\n",
        0,
    ),
    "kept by methods": ("    def m{i}(self):\n        self.s{i} = self.tracer.start_span('a')\n", 2),
    "suppressed": ("def f{i}():\n    tracer.start_span('s')  # spanlint: ignore\n", 0),
}
"""Python, and the number of a line to begin with."""
BEGINNINGS = (
    "",
    "def work():\n",
    "class A:\n    def __init__(self):\n        self.tracer = tracer\n\n",
    "def work(ctx):\n",
    "def work(ctx):\n    if ctx is None:\n        pass\n",
    "def work():\n    spans = {}\n",
    "work(\n",
    "async def work():\n",
    "def work():\n    try:\n",
    "class A:\n    def __init__(self):\n        self.tracer = tracer\n\n    def m(self):\n",
)
ENDS = {6: ")\n", 8: "    except Exception:\n        raise\n    finally:\n        done()\n"}
IMPORT = (
    "from opentelemetry import trace\nfrom opentelemetry.context import attach, detach\n"
    "from opentelemetry.trace import StatusCode, set_span_in_context\ntracer = trace.get_tracer(__name__)\n"
)

TYPESCRIPT_SHAPES = {
    "functions": ("function f{i}() {{\n  const span = tracer.startSpan('s{i}');\n  span.end();\n}}\n", "", ""),
    "callbacks": ("const f{i} = () => tracer.startActiveSpan('s{i}', (span) => {{\n  span.end();\n}});\n", "", ""),
    "one function": (
        "const s{i} = tracer.startSpan('s{i}');\ns{i}.end();\n",
        "function work() {\n",
        "}\n",
    ),
    "one name": ("span = tracer.startSpan('s{i}');\nspan.end();\n", "function work() {\nlet span;\n", "}\n"),
    "blocks": ("{{ const span = tracer.startSpan('s');\nspan.end(); }}\n", "function work() {\n", "}\n"),
    "siblings": (
        "const s{i} = tracer.startSpan('s', {{}}, ctx);\ns{i}.end();\n",
        "function work(ctx: any) {\n",
        "}\n",
    ),
    "left open": (
        "const s{i} = tracer.startSpan('s');\nif (x) return;\ns{i}.end();\n",
        "function work(x: any) {\n",
        "}\n",
    ),
    "arms": (
        "else if (k == {i}) {{ const s = tracer.startSpan('s', {{}}, ctx); s.end(); }}\n",
        "function work(ctx: any, k: number) {\nif (k < 0) {}\n",
        "}\n",
    ),
    "callbacks in one function": (
        "tracer.startActiveSpan('s', (span) => {{ span.end(); }});\n",
        "function work() {\n",
        "}\n",
    ),
    "arguments": ("tracer.startSpan('s{i}'),\n", "f(\n", ");\n"),
    "statements of the module": ("const s{i} = tracer.startSpan('s{i}');\n", "", ""),
    "left by handlers": (
        "const s{i} = tracer.startSpan('s');\ntry {{ x(); }} catch (e) {{ log(e); }}\nif (y{i}) return;\ns{i}.end();\n",
        "function work(x: any) {\n",
        "}\n",
    ),
    "statuses": (
        "const s{i} = tracer.startSpan('s');\ns{i}.setStatus({{ code: 2 }});\n"
        "s{i}.setStatus({{ code: 1 }});\ns{i}.end();\n",
        "function work() {\n",
        "}\n",
    ),
    "ended by events": (
        "const s{i} = tracer.startSpan('s');\nx.on('end', () => s{i}.end());\nx.on('error', () => s{i}.end());\n",
        "function work(x: any) {\n",
        "}\n",
    ),
    "ended by promises": (
        "const s{i} = tracer.startSpan('s');\nwork2().then(() => s{i}.end());\n",
        "function work(x: any) {\n",
        "}\n",
    ),
    "derived contexts": (
        "const s{i} = tracer.startSpan('s', {{}}, ctx);\nctx = trace.setSpan(ctx, s{i});\ns{i}.end();\n",
        "function work(ctx: any) {\n",
        "}\n",
    ),
    "ended by both callbacks": (
        "const s{i} = tracer.startSpan('s');\nx({i}).then(() => s{i}.end(), (e) => {{ s{i}.end(); }});\n",
        "function work(x: any) {\n",
        "}\n",
    ),
    "one member": ("this.span = this.tracer.startSpan('a');\nthis.span.end();\n", "class A {\n  m() {\n", "}\n}\n"),
    "in one member": (
        "m{i}() {{ this.span = this.tracer.startSpan('a'); }}\nn{i}() {{ this.span.end(); }}\n",
        "class A {\n  tracer = tracer;\n",
        "}\n",
    ),
    "classes that keep a span": (
        "class A{i} {{\n  m() {{ this.span = tracer.startSpan('a'); }}\n  n() {{ this.span.end(); }}\n}}\n",
        "",
        "",
    ),
    "methods": (
        "m{i}(ctx: any) {{ const s = this.tracer.startSpan('a', {{}}, ctx); s.end(); }}\n",
        "class A {\n  tracer = tracer;\n",
        "}\n",
    ),
}
HANDED = {
    "in tuples": (
        "def begin():\n    span = tracer.start_span('s')\n    return span, 1\ndef work(k):\n",
        "    span, one = begin()\n    if k.a{i}:\n        return\n    span.end()\n",
    ),
}
"""Python that gets spans from a function of the project."""
ON_ONE_SPAN = {
    "in a row": "    span.set_status(StatusCode.{status})\n",
    "in conditions": "    if k == {i}:\n        span.set_status(StatusCode.{status})\n",
    "in loops": "    for k in range({i}):\n        span.set_status(StatusCode.{status})\n",
    "left by a return": (
        "    if k.a{i}:\n        span.set_status(StatusCode.{status})\n        span.end()\n        return\n"
    ),
    "in handlers": (
        "    try:\n        work2()\n        span.set_status(StatusCode.OK)\n"
        "    except ValueError:\n        span.set_status(StatusCode.{status})\n"
    ),
}
"""Python that sets statuses on the one span of a function."""
ON_ONE_SPAN_IN_CALLBACKS = {
    "in a row": "span.setStatus({{ code: SpanStatusCode.{status} }});\n",
    "for each item": "k.forEach((y) => {{ span.setStatus({{ code: SpanStatusCode.{status} }}); }});\n",
    "after promises": "k.then(() => {{ span.setStatus({{ code: SpanStatusCode.{status} }}); }});\n",
    "after rejections": (
        "k.catch(() => {{ span.setStatus({{ code: SpanStatusCode.ERROR }}); }});\n"
        "span.setStatus({{ code: SpanStatusCode.OK }});\n"
    ),
}
TYPESCRIPT_IMPORT = "import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('x');\n"


def python_text(shape: str, count: int) -> str:
    line, beginning = SHAPES[shape]
    return IMPORT + BEGINNINGS[beginning] + "".join(line.format(i=i) for i in range(count)) + ENDS.get(beginning, "")


def typescript_text(shape: str, count: int) -> str:
    line, before, after = TYPESCRIPT_SHAPES[shape]
    return TYPESCRIPT_IMPORT + before + "".join(line.format(i=i) for i in range(count)) + after


def statuses_text(shape: str, count: int) -> str:
    line, before = ON_ONE_SPAN[shape], "def work(k):\n    span = tracer.start_span('a')\n"
    lines = (line.format(i=i, status="OK" if i % 2 else "ERROR") for i in range(count))
    return IMPORT + before + "".join(lines) + "    span.end()\n"


def callbacks_text(shape: str, count: int) -> str:
    line, before = ON_ONE_SPAN_IN_CALLBACKS[shape], "function work(k: any) {\nconst span = tracer.startSpan('a');\n"
    lines = (line.format(i=i, status="OK" if i % 2 else "ERROR") for i in range(count))
    return (
        TYPESCRIPT_IMPORT.replace("trace }", "trace, SpanStatusCode }") + before + "".join(lines) + "span.end();\n}\n"
    )


def work_of(path: str, language: str, text: str) -> tuple[int, int]:
    """The number of events that judging a text by all rules takes, and of the calls in it."""
    count = 0

    def note(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += 1

    source = Source(path, language, text.encode(), text.encode())
    settings = Settings(codes=frozenset(rule.code for rule in rules()))
    sys.setprofile(note)
    try:
        judgement = judge(source, settings)
    finally:
        sys.setprofile(None)
    return count, len(judgement.facts.calls)


@pytest.mark.parametrize("shape", SHAPES)
def test_work_is_linear_in_the_calls_of_a_python_file(shape: str) -> None:
    few, many = (work_of("a.py", "python", python_text(shape, count)) for count in (60, 120))
    assert (few[1], many[1]) == (60, 120)
    assert many[0] / few[0] <= 2.2


@pytest.mark.parametrize("shape", TYPESCRIPT_SHAPES)
def test_work_is_linear_in_the_calls_of_a_typescript_file(shape: str) -> None:
    few, many = (work_of("a.ts", "typescript", typescript_text(shape, count)) for count in (60, 120))
    assert (few[1], many[1]) == (60, 120)
    assert many[0] / few[0] <= 2.2


@pytest.mark.parametrize("shape", HANDED)
def test_work_is_linear_in_the_spans_that_functions_hand_on(shape: str) -> None:
    before, line = HANDED[shape]
    texts = (IMPORT + before + "".join(line.format(i=i) for i in range(count)) for count in (80, 160))
    few, many = (work_of("a.py", "python", text)[0] for text in texts)
    assert many / few <= 2.2


@pytest.mark.parametrize("shape", ON_ONE_SPAN)
def test_work_is_linear_in_the_statuses_of_one_span(shape: str) -> None:
    few, many = (work_of("a.py", "python", statuses_text(shape, count))[0] for count in (80, 160))
    assert many / few <= 2.4


@pytest.mark.parametrize("shape", ON_ONE_SPAN_IN_CALLBACKS)
def test_work_is_linear_in_the_callbacks_that_set_a_status(shape: str) -> None:
    few, many = (work_of("a.ts", "typescript", callbacks_text(shape, count))[0] for count in (80, 160))
    assert many / few <= 2.4


@pytest.mark.parametrize(("path", "language"), [("a.py", "python"), ("a.ts", "typescript")])
def test_a_file_is_parsed_once_for_all_of_its_fixes(path: str, language: str) -> None:
    def work_of_fixes(count: int) -> tuple[int, int]:
        text = python_text("functions", count) if language == "python" else typescript_text("functions", count)
        source = Source(path, language, text.encode(), text.encode())
        events, parsers = 0, 0

        def note(frame: FrameType, event: str, argument: Any) -> None:
            nonlocal events, parsers
            events += 1
            is_parser = event == "c_call" and type(getattr(argument, "__self__", None)).__name__ == "Parser"
            parsers += is_parser and argument.__name__ == "parse"

        settings = Settings(codes=frozenset({"SPN006"}), may_show_fixes=True, may_show_alternatives=True)
        sys.setprofile(note)
        try:
            result = lint(source, settings)
        finally:
            sys.setprofile(None)
        assert [bool(diagnostic.fixes) for diagnostic in result.diagnostics] == [True] * count
        return events, parsers

    work_of_fixes(5)  # what is parsed once for all files
    few, many = work_of_fixes(30), work_of_fixes(60)
    assert few[1] == many[1] <= 3
    assert many[0] / few[0] <= 2.2


def test_managers_that_enter_each_other_are_not_read_on_every_way() -> None:
    text = IMPORT + "".join(
        f"@contextmanager\ndef m{i}():\n    with m{i + 1}():\n        with m{(i * 3 + 1) % 30}():\n            yield\n"
        for i in range(30)
    )
    text += "def work():\n    with m0():\n        span = tracer.start_span('a')\n        span.end()\n"
    assert work_of("a.py", "python", text)[0] < 2_000_000  # on every way, it would be more than a billion


@pytest.mark.program
@pytest.mark.parametrize(("language", "suffix"), [("python", "py"), ("typescript", "ts")])
def test_what_is_preloaded_is_all_that_judging_imports(language: str, suffix: str) -> None:
    source = {"python": PYTHON_BAD, "typescript": TYPESCRIPT_BAD}[language]
    program = f"""
import sys
from spanlint.config.model import Config
from spanlint.config.run_settings import settings_of
from spanlint.lint.judge import judge, preload
from spanlint.text.source import Source

preload({language!r})
before = set(sys.modules)
source = Source("a.{suffix}", {language!r}, {source.encode()!r}, b"")
found = judge(source, settings_of(Config(), frozenset(["SPN001"]))).findings
assert len(found) == 1, found
print(*(name for name in set(sys.modules) - before if name.startswith("spanlint")))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
