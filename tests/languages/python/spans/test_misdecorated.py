"""SPN108: decorators that start no span around each run."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.usage_case import findings, marked
from tests.linting import found

ENDS_EARLY = "`start_as_current_span` on a generator ends the span before the first item is produced"
BAD = {
    "a generator": ("@tracer.start_as_current_span('a')\ndef f():\n    yield 1\n", ENDS_EARLY),
    "yield from": ("@tracer.start_as_current_span('a')\ndef f(all):\n    yield from all\n", ENDS_EARLY),
    "an assigned yield": ("@tracer.start_as_current_span('a')\ndef f():\n    x = yield\n", ENDS_EARLY),
    "an async generator": ("@tracer.start_as_current_span('a')\nasync def f():\n    yield 1\n", ENDS_EARLY),
    "a method": (
        "class A:\n    @tracer.start_as_current_span('a')\n    async def f(self):\n        async for x in g():\n"
        "            yield x\n",
        ENDS_EARLY,
    ),
    "below another decorator": (
        "from contextlib import contextmanager\n@contextmanager\n@tracer.start_as_current_span('a')\n"
        "def f():\n    yield\n",
        ENDS_EARLY,
    ),
    "below one that changes nothing": (
        "import functools\ndef traced(g):\n    @tracer.start_as_current_span('a')\n    @functools.wraps(g)\n"
        "    def f(*a):\n        yield from g(*a)\n    return f\n",
        ENDS_EARLY,
    ),
    "called with a generator": (
        "def items():\n    yield 1\nf = tracer.start_as_current_span('a')(items)\n",
        ENDS_EARLY,
    ),
    "called with a local one": (
        "def make(t):\n    async def items():\n        yield 1\n"
        "    return t.tracer.start_as_current_span('a')(items)\n",
        ENDS_EARLY,
    ),
    "called with a class": (
        "class A:\n    pass\nB = tracer.start_as_current_span('a')(A)\n",
        "`start_as_current_span` replaces the class with a function, so `isinstance` and subclassing fail",
    ),
    "a tracer that is not known": (
        "def make(t):\n    @t.tracer.start_as_current_span('a')\n    def f():\n        yield 1\n    return f\n",
        ENDS_EARLY,
    ),
    "a context looked up": (
        "@tracer.start_as_current_span('a', context=current_session())\ndef f():\n    pass\n",
        "`current_session()` is evaluated once, when the function is defined, so every call gets the same parent",
    ),
    "the active context": (
        "@tracer.start_as_current_span('a', context=context.get_current())\nasync def f():\n    pass\n",
        "`context.get_current()` is evaluated once, when the function is defined, so every call gets the same parent",
    ),
    "a context of the current span, on a method": (
        "class A:\n    @tracer.start_as_current_span('a', trace.set_span_in_context(trace.get_current_span()))\n"
        "    def f(self):\n        pass\n",
        "`trace.set_span_in_context(trace.get_current_span())` is evaluated once, when the function is defined, "
        "so every call gets the same parent",
    ),
    "a class": (
        "@tracer.start_as_current_span('a')\nclass A:\n    pass\n",
        "`start_as_current_span` replaces the class with a function, so `isinstance` and subclassing fail",
    ),
    "a span": (
        "@tracer.start_span('a')\ndef f():\n    pass\n",
        "`start_span` returns a span, which is not a decorator: defining the function raises a TypeError",
    ),
    "not called": (
        "@tracer.start_as_current_span\ndef f():\n    pass\n",
        "`start_as_current_span` is not called: the function is passed as the span's name and replaced by a context "
        "manager",
    ),
}
GOOD = {
    "a function, in a span": "@tracer.start_as_current_span('a')\ndef f():\n    tracer.start_span('b').end()\n",
    "a function": "@tracer.start_as_current_span('a')\ndef f():\n    return 1\n",
    "a coroutine": "@tracer.start_as_current_span('a')\nasync def f():\n    return await g()\n",
    "a method": "class A:\n    @tracer.start_as_current_span('a')\n    def f(self):\n        return 1\n",
    "a generator inside": (
        "@tracer.start_as_current_span('a')\ndef f():\n    def g():\n        yield 1\n    return g()\n"
    ),
    "called with a function": "def f():\n    pass\ng = tracer.start_as_current_span('a')(f)\n",
    "called with a parameter": "def f(g):\n    return tracer.start_as_current_span('a')(g)\n",
    "called with a decorated generator": (
        "@inlineCallbacks\ndef f():\n    yield g()\nh = tracer.start_as_current_span('a')(f)\n"
    ),
    "called with one of two": (
        "def f():\n    yield 1\nif ON:\n    def f():\n        pass\ng = tracer.start_as_current_span('a')(f)\n"
    ),
    "called with what a generator gives": (
        "def items():\n    yield 1\nf = tracer.start_as_current_span('a')(runner(items))\n"
    ),
    "a file's own wraps": (
        "def wraps(g):\n    return collect\n@tracer.start_as_current_span('a')\n@wraps(1)\ndef f():\n    yield 1\n"
    ),
    "a lambda's yield": "@tracer.start_as_current_span('a')\ndef f():\n    return lambda: (yield)\n",
    "a word in a string": "@tracer.start_as_current_span('a')\ndef f():\n    return 'yield'\n",
    "a generator that another decorator runs": (
        "@tracer.start_as_current_span('a')\n@inlineCallbacks\ndef f():\n    yield g()\n"
    ),
    "a declared root": "@tracer.start_as_current_span('a', context=context.Context())\ndef f():\n    pass\n",
    "no context": "@tracer.start_as_current_span('a', context=None)\ndef f():\n    pass\n",
    "a fixed context by its name": (
        "PARENT = trace.set_span_in_context(tracer.start_span('main'))\n"
        "@tracer.start_as_current_span('a', context=PARENT)\ndef f():\n    pass\n"
    ),
    "the context of a fixed span": (
        "MAIN = tracer.start_span('main')\n"
        "@tracer.start_as_current_span('a', context=trace.set_span_in_context(MAIN))\ndef f():\n    pass\n"
    ),
    "what the process was started with": (
        "import os\nfrom opentelemetry.propagate import extract\n"
        "@tracer.start_as_current_span('a', context=extract(os.environ))\ndef main():\n    pass\n"
    ),
    "defined anew at each run": (
        "def run(span):\n    @tracer.start_as_current_span('a', context=trace.set_span_in_context(current()))\n"
        "    async def task():\n        pass\n    return task()\n"
    ),
    "an attribute that is looked up": "@tracer.start_as_current_span('a', attributes=read())\ndef f():\n    pass\n",
    "`use_span`": "@trace.use_span(tracer.start_span('a'))\ndef f():\n    pass\n",
    "the file's own tracer": (
        "class Own:\n    def start_span(self, name):\n        return lambda f: f\nown_tracer = Own()\n"
        "@own_tracer.start_span('a')\ndef f():\n    pass\n"
    ),
    "a tracer of the project": (
        "from app import tracing\n@tracing.tracer.start_span('a')\ndef f():\n    pass\n"
        "@tracing.tracer.start_as_current_span\ndef g():\n    pass\n"
    ),
    "a class of the project": (
        "from app import OwnTracer\nown_tracer = OwnTracer()\n"
        "@own_tracer.start_as_current_span('a')\ndef f():\n    yield 1\n"
    ),
    "a mock": "def f(mock_tracer):\n    @mock_tracer.start_as_current_span('a')\n    def g():\n        yield 1\n",
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_a_decorator_that_does_something_else_is_found(text: str, message: str) -> None:
    (finding,) = findings("a.py", "SPN108", text)
    assert finding.message == message


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_nothing_else_is(text: str) -> None:
    assert findings("a.py", "SPN108", text) == []


def test_the_marker_stands_under_the_method_and_the_definition_is_related() -> None:
    text = "@tracer.start_as_current_span('a')\n@other\nclass A:\n    pass\n"
    assert marked("a.py", "SPN108", text) == ["start_as_current_span"]
    (finding,) = findings("a.py", "SPN108", text)
    assert [(each.position.line, each.position.column) for each in finding.related] == [(5, 7)]


def test_a_context_of_many_lines_is_told_in_one() -> None:
    text = "@tracer.start_as_current_span('a', context=current(\n    1,\n    2,\n))\ndef f():\n    pass\n"
    (finding,) = findings("a.py", "SPN108", text)
    assert finding.message.startswith("`current( 1, 2, )` is evaluated once")


def test_a_file_that_does_not_import_the_library_is_left_alone() -> None:
    text = "from app.logger import tracer\n@tracer.start_as_current_span('a')\ndef f():\n    yield 1\n"
    assert found("a.py", text, frozenset({"SPN108"})) == []


def test_openinference_tracers_decorate_as_their_base_does() -> None:
    text = """
        from openinference.instrumentation import OITracer
        tracer: OITracer
        @tracer.start_as_current_span("a")
        def f():
            yield 1
    """
    assert found("a.py", text, frozenset({"SPN108"})) == [(4, "SPN108")]


def test_a_span_in_place_of_a_decorator_is_one_mistake() -> None:
    text = "from opentelemetry import trace\ntracer = trace.get_tracer('a')\n@tracer.start_span('a')\ndef f():\n"
    text += "    span = tracer.start_span('b')\n    span.end()\n"
    assert found("a.py", text, frozenset({"SPN001", "SPN006", "SPN108"})) == [(3, "SPN108"), (5, "SPN006")]


@pytest.mark.parametrize(
    ("instead", "count"), [("trace = None", 1), ("from own import trace", 0), ("trace = own()", 0)]
)
def test_none_in_place_of_an_import_leaves_it_certain(instead: str, count: int) -> None:
    text = (
        f"try:\n    from opentelemetry import trace\nexcept ImportError:\n    {instead}\n"
        "own_tracer = trace.get_tracer('a')\n@own_tracer.start_as_current_span\ndef f():\n    pass\n"
    )
    assert len(found("a.py", text, frozenset({"SPN108"}))) == count
