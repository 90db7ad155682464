"""SPN111: a generator that is returned out of the span that it needs, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.lint.diagnose import lint
from spanlint.model.settings import Settings
from spanlint.run.project import Project
from spanlint.text.decoding import decode
from tests.linting import diagnostics, found

CODES = frozenset({"SPN111"})
PYTHON = """
from opentelemetry import context, trace
tracer = trace.get_tracer('a')

def step(item):
    with tracer.start_as_current_span('step'):
        return item

def starting(items, *given):
    for item in items:
        yield step(item)

def quiet(items):
    yield from items

def asking(items):
    for item in items:
        trace.get_current_span().add_event('item')
        yield item

def keeping(items):
    current = trace.get_current_span()
    for item in items:
        current.add_event('item')
        yield item

def handing(items):
    current = trace.get_current_span()
    yield current

def setting(items, span):
    yield from items
    span.set_attribute('count', len(items))

def setting_inside(*items, span=None):
    with trace.use_span(span):
        span.add_event('started')
        yield step(items)

def asking_first(items, span):
    yield from items
    if span.is_recording():
        print(span.get_span_context())
    span.end()

def replacing(items, span):
    span = span or trace.get_current_span()
    yield from items
    span.set_attribute('count', len(items))

def attaching(items):
    with trace.use_span(items.span):
        step(items)
    yield 1

"""
TYPESCRIPT = """
import { trace } from "@opentelemetry/api";
const tracer = trace.getTracer("a");
async function* starting() { tracer.startSpan("step").end(); yield 1; }
async function* activating() { yield tracer.startActiveSpan("step", (span) => span.end()); }
async function* given(span: Span) { yield tracer.startActiveSpan("step", {}, trace.setSpan(at, span), run); }
async function* within() { yield context.with(at, () => tracer.startActiveSpan("step", (span) => span.end())); }
async function* quiet() { yield 1; }
async function* asking() { trace.getActiveSpan()?.addEvent("a"); yield 1; }
async function* asking_for_sure() { trace.getActiveSpan()!.addEvent("a"); yield 1; }
async function* asking_context() { const span = trace.getSpan(context.active()); span!.addEvent("a"); yield 1; }
async function* asking_another(own: Context) { trace.getSpan(own)?.addEvent("a"); yield 1; }
async function* telling() { yield trace.getActiveSpan(); }
"""
WITH = "def f(items):\n    with tracer.start_as_current_span('s') as span:\n        "
OWN = (
    WITH
    + "def inner():\n            for item in items:\n                {0}\n                yield item\n        return "
)


def own(line: str) -> str:
    return OWN.replace("{0}", line)


def callback(body: str) -> str:
    return "const f = () => tracer.startActiveSpan('s', (span) => {\n" + body + "\n});\n"


FOUND_PYTHON = {
    "by call": WITH + "return starting(items)\n",
    "by name": WITH + "stream = starting(items)\n        return stream\n",
    "below the with": WITH + "stream = starting(items)\n    return stream\n",
    "in a response": WITH + "return StreamingResponse(starting(items), media_type='text/plain')\n",
    "in a response by keyword": WITH + "return EventSourceResponse(content=starting(items))\n",
    "in a response by name": (
        WITH + "response = StreamingResponse(starting(items))\n        response.headers['a'] = 'b'\n"
        "        return response\n"
    ),
    "in two calls": WITH + "return Response(stream_with_context(starting(items)))\n",
    "in another generator": WITH + "return quiet(starting(items))\n",
    "that asks for the span": WITH + "return asking(items)\n",
    "that asks for the span, which it keeps": WITH + "return keeping(items)\n",
    "that sets something on the span that it is passed": WITH + "return setting(items, span)\n",
    "that sets something on it inside": WITH + "return StreamingResponse(setting_inside(items, span=span))\n",
    "of an expression": WITH + "return (step(item) for item in items)\n",
    "of a map": WITH + "return map(step, items)\n",
    "of a filter": WITH + "return filter(lambda item: step(item), items)\n",
    "that uses the span": own("span.add_event('item')") + "StreamingResponse(inner())\n",
    "of a method": (
        "class A:\n    async def chunks(self):\n        step(1)\n        yield 1\n    async def f(self):\n"
        "        with tracer.start_as_current_span('s'):\n            return StreamingResponse(self.chunks())\n"
    ),
    "of a static method": (
        "class A:\n    @staticmethod\n    def many():\n        yield step(1)\n\n    def f(self, items):\n"
        "        with tracer.start_as_current_span('s'):\n            return A.many()\n"
    ),
    "out of a decorator": "@tracer.start_as_current_span('s')\ndef f(items):\n    return starting(items)\n",
    "in a branch": WITH + "if items:\n            return starting(items)\n        return None\n",
}
SILENT_PYTHON = {
    "that starts nothing": WITH + "return quiet(items)\n",
    "that is given the span": WITH + "return starting(items, span)\n",
    "that sets nothing on the span that it is passed": WITH + "return asking_first(items, span)\n",
    "that may set something on another span": WITH + "return replacing(items, span)\n",
    "that sets something on another span": WITH + "return setting(span, items)\n",
    "that sets something on a span that is left open": (
        (WITH + "return setting(items, span)\n").replace("'s'", "'s', end_on_exit=False")
    ),
    "that is passed more than is known": WITH + "return setting(*items, span)\n",
    "that is given a context": WITH + "return starting(items, context.get_current())\n",
    "that is given a local context": WITH + "parent = context.get_current()\n        return starting(items, parent)\n",
    "that asks for the span, and hands it on": WITH + "return handing(items)\n",
    "that attaches": WITH + "return attaching(items)\n",
    "that is consumed": WITH + "return list(starting(items))\n",
    "that is iterated": (
        WITH + "stream = starting(items)\n        for item in stream:\n            pass\n        return stream\n"
    ),
    "that is awaited": WITH.replace("def", "async def") + "return await gather(*starting(items))\n",
    "made below the with": WITH + "pass\n    return starting(items)\n",
    "left open": (WITH + "return starting(items)\n").replace("'s'", "'s', end_on_exit=False"),
    "that makes the span a parent": (
        own("tracer.start_span('a', context=trace.set_span_in_context(span))") + "inner()\n"
    ),
    "that reads its id": own("log(span.get_span_context())") + "inner()\n",
    "of a map that starts nothing": WITH + "return map(str, items)\n",
    "of a map that is consumed": WITH + "return list(map(step, items))\n",
    "of the project's own map": "def map(*a):\n    pass\n" + WITH + "return map(step, items)\n",
    "consumed in a sum": WITH + "return sum(step(item) for item in items)\n",
    "with a decorator": "@collected\ndef many():\n    yield step(1)\n\n" + WITH + "return many()\n",
    "only started": (WITH + "return starting(items)\n").replace("start_as_current_span('s')", "start_span('s')"),
}
END = "span.end();"
FOUND_TYPESCRIPT = {
    "from a generator whose spans are active": callback(f"{END} return Readable.from(activating());"),
    "from a generator": callback(f"try {{ return Readable.from(starting()); }} finally {{ {END} }}"),
    "in a response": callback(f"{END} return new Response(starting());"),
    "that asks for the span": callback(f"{END} return Readable.from(asking());"),
    "that asks the active context for it": callback(f"{END} return Readable.from(asking_context());"),
    "that asks for it and takes it for granted": callback(f"{END} return Readable.from(asking_for_sure());"),
    "by name": callback(f"const items = starting(); {END} return items;"),
    "that pulls": callback(
        f"const s = new ReadableStream({{ pull() {{ span.addEvent('a'); }} }}); {END} return new Response(s);"
    ),
    "that waits": callback(
        f"{END} return new ReadableStream({{ async start() {{ await g(); span.addEvent('a'); }} }});"
    ),
    "that transforms": callback(
        f"{END} return g().pipeThrough(new TransformStream({{ transform() {{ span.addEvent('a'); }} }}));"
    ),
}
SILENT_TYPESCRIPT = {
    "whose active spans are given a parent": callback(f"{END} return Readable.from(given(other));"),
    "whose spans are in another context": callback(f"{END} return Readable.from(within());"),
    "that asks another context for its span": callback(f"{END} return Readable.from(asking_another(own));"),
    "that asks for the span, and hands it on": callback(f"{END} return Readable.from(telling());"),
    "that starts nothing": callback(f"{END} return Readable.from(quiet());"),
    "that ends the span": callback("return new ReadableStream({ pull() { span.addEvent('a'); span.end(); } });"),
    "that is consumed": callback(f"const all = collect(starting()); {END} return all;"),
    "that runs at once": (
        callback(f"const s = new ReadableStream({{ start() {{ span.addEvent('a'); }} }}); {END} return s;")
    ),
    "that is never ended": callback("return new ReadableStream({ pull() { span.addEvent('a'); } });"),
    "that SPN102 knows": callback(f"{END} return starting();"),
    "that makes the span a parent": callback(f"{END} return new ReadableStream({{ pull() {{ go(span); }} }});"),
}


@pytest.mark.parametrize("case", FOUND_PYTHON)
def test_python(case: str) -> None:
    assert [each.code for each in diagnostics("a.py", PYTHON + FOUND_PYTHON[case], CODES)] == ["SPN111"]


@pytest.mark.parametrize("case", SILENT_PYTHON)
def test_silent_in_python(case: str) -> None:
    assert not found("a.py", PYTHON + SILENT_PYTHON[case], CODES)


@pytest.mark.parametrize("case", FOUND_TYPESCRIPT)
def test_typescript(case: str) -> None:
    assert [each.code for each in diagnostics("a.ts", TYPESCRIPT + FOUND_TYPESCRIPT[case], CODES)] == ["SPN111"]


@pytest.mark.parametrize("case", SILENT_TYPESCRIPT)
def test_silent_in_typescript(case: str) -> None:
    assert not found("a.ts", TYPESCRIPT + SILENT_TYPESCRIPT[case], CODES)


def test_a_file_that_never_yields_may_return_an_expression() -> None:
    own = PYTHON[: PYTHON.index("def starting")] + WITH + "return (step(item) for item in items)\n"
    assert [each.code for each in diagnostics("a.py", own, CODES)] == ["SPN111"]
    assert not found("a.py", own.replace("(step(item) for item in items)", "[step(item) for item in items]"), CODES)


USED = (
    PYTHON
    + """
def run(items):
    span = tracer.start_span('all', context=context.get_current())
    with trace.use_span({arguments}):
        return {result}
"""
)


@pytest.mark.parametrize(
    ("arguments", "result", "count"),
    [
        ("span, end_on_exit=True", "StreamingResponse(starting(items))", 1),
        ("span, True", "asking(items)", 1),
        ("span, end_on_exit=True", "StreamingResponse(starting(items, span))", 0),
        ("span, end_on_exit=True", "list(starting(items))", 0),
        ("span, end_on_exit=True", "quiet(items)", 0),
        ("span", "StreamingResponse(starting(items))", 0),
        ("span, end_on_exit=False", "StreamingResponse(starting(items))", 0),
    ],
)
def test_a_span_that_use_span_ends(arguments: str, result: str, count: int) -> None:
    text = USED.format(arguments=arguments, result=result)
    assert len(found("a.py", text, CODES)) == count


def test_the_finding_stands_at_the_return() -> None:
    text = PYTHON + FOUND_PYTHON["by name"]
    (finding,) = diagnostics("a.py", text, CODES)
    assert text.splitlines()[finding.start.line - 1].strip() == "return stream"
    assert [text.splitlines()[place.position.line - 1].split()[0] for place in finding.related] == ["with"]


@pytest.mark.parametrize(
    ("result", "lost"),
    [
        ("setting(items, span)", "what it sets on the span that it is passed is lost"),
        ("starting(items)", "what it starts is not a child of that span, and what it sets on the span is lost"),
    ],
)
def test_the_finding_says_what_is_lost(result: str, lost: str) -> None:
    (finding,) = diagnostics("a.py", PYTHON + WITH + f"return {result}\n", CODES)
    assert finding.message.endswith(f": {lost}")


@pytest.mark.parametrize(("name", "count"), [("stream_items", 1), ("items", 0)])
def test_a_generator_of_another_file_is_followed_if_its_name_says_so(tmp_path: Path, name: str, count: int) -> None:
    (tmp_path / "other.py").write_text(PYTHON.replace("def starting", f"def {name}"), encoding="utf-8")
    text = f"from opentelemetry import trace\nfrom other import {name}\ntracer = trace.get_tracer('a')\n"
    text += (WITH + "return starting(items)\n").replace("starting", name)
    settings = Settings(CODES)
    source = decode(str(tmp_path / "a.py"), "python", text.encode())
    assert len(lint(source, settings, Project(settings)).diagnostics) == count


@pytest.mark.parametrize(
    ("definition", "count"),
    [
        ("def JSONResponse(items):\n    return {'items': list(items)}\n", 0),
        ("class JSONResponse(Base):\n    media_type = 'application/json'\n", 1),
        ("from web import JSONResponse\n", 1),
    ],
    ids=["a function", "a class", "of a library"],
)
def test_what_a_capital_begins_may_be_a_function_of_the_project(definition: str, count: int) -> None:
    assert len(found("a.py", PYTHON + definition + WITH + "return JSONResponse(starting(items))\n", CODES)) == count
