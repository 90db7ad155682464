"""SPN106 in Python: a context manager that nothing enters, or that is taken for the span."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.usage_case import findings, marked
from tests.linting import found

DROPPED = {
    "alone": "def f():\n    tracer.start_as_current_span('a')\n",
    "alone at the top": "tracer.start_as_current_span('a')\n",
    "in parentheses": "(tracer.start_as_current_span('a'))\n",
    "held and never used": "def f():\n    span = tracer.start_as_current_span('a')\n    go()\n",
    "held and only tested": (
        "def f():\n    span = tracer.start_as_current_span('a')\n    if span is not None:\n        go()\n"
    ),
    "of a parameter's type": "def f(t: trace.Tracer):\n    t.start_as_current_span('a')\n",
    "of a tracer that is not known": "class A:\n    def f(self):\n        self.tracer.start_as_current_span('a')\n",
    "of a function of the file": (
        "def get_tracer(name):\n    return trace.get_tracer(name)\ndef f():\n"
        "    get_tracer('a').start_as_current_span('a')\n"
    ),
}
AS_SPAN = {
    "an attribute is set": "def f():\n    span = tracer.start_as_current_span('a')\n    span.set_attribute('k', 1)\n",
    "it is ended": (
        "def f():\n    span = tracer.start_as_current_span('a')\n    try:\n        go()\n    finally:\n"
        "        span.end()\n"
    ),
    "at once": "tracer.start_as_current_span('a').end()\n",
    "on the module's level": "span = tracer.start_as_current_span('a')\nspan.add_event('e')\n",
    "in a closure": (
        "def f():\n    s = tracer.start_as_current_span('a')\n    def g():\n        s.end()\n    return g\n"
    ),
    "after a test": (
        "def f():\n    s = None\n    if ON:\n        s = tracer.start_as_current_span('a')\n    if s:\n"
        "        s.end()\n"
    ),
    "annotated": "def f():\n    s: trace.Span = tracer.start_as_current_span('a')\n    s.end()\n",
    "returned as well": (
        "def create(name, more):\n    span = tracer.start_as_current_span(name)\n    if more:\n"
        "        span.set_attributes(more)\n    return span\n"
    ),
    "beside the `with`": (
        "def f():\n    cm = tracer.start_as_current_span('a')\n    with cm:\n        cm.set_attribute('k', 1)\n"
    ),
    "of an unknown tracer": "def f(t):\n    s = t.tracer.start_as_current_span('a')\n    s.end()\n",
}
KEPT = {
    "by the object": (
        "class A:\n    def __enter__(self):\n        self.span = self.tracer.start_as_current_span(self.name)\n"
        "        if self.more:\n            self.span.set_attributes(self.more)\n        return self\n"
    ),
    "by a parameter": (
        "def f(ctx):\n    ctx.span = tracer.start_as_current_span('a')\n    ctx.span.set_attribute('k', 1)\n"
    ),
    "and tested first": (
        "class A:\n    def f(self):\n        self.span = None\n        if ON:\n"
        "            self.span = tracer.start_as_current_span('a')\n        if self.span is not None:\n"
        "            self.span.end()\n"
    ),
    "and entered as well": (
        "class A:\n    def f(self):\n        self.span = tracer.start_as_current_span('a')\n"
        "        self.span.set_attribute('k', 1)\n        with self.span:\n            pass\n"
    ),
}
NOT_KEPT = {
    "its span in a local": "def f():\n    span = tracer.start_as_current_span('a').__enter__()\n    span.end()\n",
    "its span in an attribute": (
        "class A:\n    def f(self):\n        self.span = self.tracer.start_as_current_span('a').__enter__()\n"
    ),
    "alone": "def f():\n    tracer.start_as_current_span('a').__enter__()\n",
    "in parentheses": "def f():\n    span = (tracer.start_as_current_span('a')).__enter__()\n    return span\n",
}
ASYNC = {
    "directly": "async def f():\n    async with tracer.start_as_current_span('a'):\n        pass\n",
    "with a name": "async def f():\n    async with tracer.start_as_current_span('a') as span:\n        span.end()\n",
    "among others": "async def f():\n    async with lock, tracer.start_as_current_span('a'):\n        pass\n",
    "in parentheses": "async def f():\n    async with (lock, tracer.start_as_current_span('a') as s):\n        pass\n",
    "a closed over name": (
        "def f():\n    cm = tracer.start_as_current_span('a')\n    async def g():\n"
        "        async with cm:\n            pass\n"
        "    return g\n"
    ),
    "by a name": "async def f():\n    cm = tracer.start_as_current_span('a')\n    async with cm:\n        pass\n",
}
GOOD = {
    "entered": "with tracer.start_as_current_span('a') as span:\n    span.set_attribute('k', 1)\n",
    "entered in a coroutine": "async def f():\n    with tracer.start_as_current_span('a'):\n        pass\n",
    "entered by its name": (
        "def f():\n    cm = tracer.start_as_current_span('a')\n    with cm as span:\n        span.end()\n"
    ),
    "entered under its own name": (
        "def f():\n    span = tracer.start_as_current_span('a')\n    with span as span:\n        span.end()\n"
    ),
    "entered by hand": (
        "def f():\n    cm = tracer.start_as_current_span('a')\n    span = cm.__enter__()\n    span.end()\n"
    ),
    "entered by hand, held by an attribute": (
        "class A:\n    def f(self):\n        self.cm = tracer.start_as_current_span('a')\n"
        "        self.span = self.cm.__enter__()\n        self.span.set_attribute('k', 1)\n"
    ),
    "entering it is left to others": ("def f(run):\n    run(tracer.start_as_current_span('a').__enter__)\n"),
    "kept and given the span": (
        "class A:\n    def f(self):\n        self.span = tracer.start_as_current_span('a')\n"
        "        self.span = self.span.__enter__()\n        self.span.set_attribute('k', 1)\n"
    ),
    "kept and given another's span": (
        "class A:\n    def f(self):\n        self.span = tracer.start_as_current_span('a')\n"
        "        self.span, self.n = begin()\n        self.span.set_attribute('k', 1)\n"
    ),
    "kept and entered": (
        "class A:\n    def f(self):\n        self.span = tracer.start_as_current_span('a')\n"
        "        with self.span as span:\n            span.set_attribute('k', 1)\n"
    ),
    "kept, and used as a span by another function": (
        "class A:\n    def f(self):\n        self.span = tracer.start_as_current_span('a')\n"
        "    def g(self):\n        self.span.end()\n"
    ),
    "kept, and asked what it is first": (
        "class A:\n    def f(self):\n        self.span = tracer.start_as_current_span('a')\n"
        "        if hasattr(self.span, 'end'):\n            self.span.end()\n"
    ),
    "kept by an unknown tracer's caller, who enters it too": (
        "class A:\n    def f(self):\n        self.span = self.t.tracer.start_as_current_span('a')\n"
        "        self.span.set_attribute('k', 1)\n        with self.span:\n            pass\n"
    ),
    "kept by one of several objects": (
        "def f(c, other):\n    c.span = tracer.start_as_current_span('a')\n    c = other\n"
        "    c.span.set_attribute('k', 1)\n"
    ),
    "another object's attribute": (
        "def f(c, d):\n    c.span = tracer.start_as_current_span('a')\n    d.span.set_attribute('k', 1)\n"
    ),
    "a span that is entered by hand at once": (
        "def f():\n    span = tracer.start_span('a').__enter__()\n    span.end()\n"
    ),
    "given the span's name": (
        "def f():\n    span = tracer.start_as_current_span('a')\n    span = span.__enter__()\n    span.end()\n"
    ),
    "entered by a stack": (
        "def f(stack):\n    span = stack.enter_context(tracer.start_as_current_span('a'))\n    span.end()\n"
    ),
    "entered by a stack later": (
        "def f(stack):\n    cm = tracer.start_as_current_span('a')\n    stack.enter_context(cm)\n"
    ),
    "returned": "def f():\n    return tracer.start_as_current_span('a')\n",
    "returned by its name": "def f():\n    cm = tracer.start_as_current_span('a')\n    return cm\n",
    "yielded": "def f():\n    yield tracer.start_as_current_span('a')\n",
    "stored": "class A:\n    def f(self):\n        self.cm = tracer.start_as_current_span('a')\n",
    "stored later": (
        "class A:\n    def f(self):\n        cm = tracer.start_as_current_span('a')\n        self.cm = cm\n"
    ),
    "passed on": "def f():\n    cm = tracer.start_as_current_span('a')\n    run(manager=cm)\n",
    "in a list": "cms = [tracer.start_as_current_span('a')]\n",
    "a lambda's value": "make = lambda: tracer.start_as_current_span('a')\n",
    "one of two": "def f():\n    with (tracer.start_as_current_span('a') if ON else nullcontext()):\n        pass\n",
    "one of two, by its name": (
        "def f():\n    s = tracer.start_as_current_span('a') if ON else nullcontext()\n"
        "    with s as span:\n        pass\n"
    ),
    "a decorator": "@tracer.start_as_current_span('a')\ndef f():\n    pass\n",
    "a decorator by its name": "def f(g):\n    d = tracer.start_as_current_span('a')\n    return d(g)\n",
    "a module's, for others": "cm = tracer.start_as_current_span('a')\n",
    "a global, for others": "def f():\n    global cm\n    cm = tracer.start_as_current_span('a')\n",
    "a plain span that is dropped": "tracer.start_span('a')\ntracer.start_span('b').end()\n",
    "an unknown tracer's span": "async def f(t):\n    async with t.tracer.start_span('a') as span:\n        pass\n",
    "a plain span": "def f():\n    span = tracer.start_span('a')\n    span.set_attribute('k', 1)\n    span.end()\n",
    "another value as well": (
        "def f():\n    span = tracer.start_span('a')\n    span.end()\n    span = tracer.start_as_current_span('b')\n"
        "    with span:\n        pass\n"
    ),
    "expected to raise": (
        "import pytest\ndef f():\n    with pytest.raises(AttributeError):\n"
        "        tracer.start_as_current_span('a').end()\n"
    ),
    "a mock's": "def f(mock_tracer):\n    mock_tracer.start_as_current_span('a')\n",
    "a mock's chain": "def f(t):\n    span = t.tracer.start_as_current_span().__enter__.return_value\n",
    "the file's own tracer": (
        "class MyTracer:\n    def start_as_current_span(self, name):\n        return Span()\n"
        "def f():\n    span = MyTracer().start_as_current_span('a')\n    span.end()\n"
    ),
    "a tracer of the project": (
        "from app.tracing import NoOpTracer\ndef f():\n    own_tracer = NoOpTracer()\n"
        "    span = own_tracer.start_as_current_span('a')\n    assert span is not None\n    span.end()\n"
    ),
    "an asynchronous one of the project": (
        "from app.tracing import get_it\nasync def f():\n    own_tracer = get_it()\n"
        "    async with own_tracer.start_as_current_span('a') as span:\n        span.end()\n"
    ),
    "an unknown tracer's, entered and used": (
        "def f(t):\n    s = t.tracer.start_as_current_span('a')\n    with s:\n        s.set_attribute('k', 1)\n"
    ),
    "asked what it is first": (
        "def f():\n    s = tracer.start_as_current_span('a')\n    if hasattr(s, 'end'):\n"
        "        s.end()\n    return s\n"
    ),
    "a helper of the file": (
        "def start(name, parent=None):\n    return tracer.start_as_current_span(name, context=parent)\nstart('a')\n"
    ),
}


@pytest.mark.parametrize("text", DROPPED.values(), ids=DROPPED)
def test_a_manager_that_nothing_enters_is_found(text: str) -> None:
    (finding,) = findings("a.py", "SPN106", text)
    assert (
        finding.message
        == "`start_as_current_span` returns a context manager that is never entered, so no span is started"
    )


@pytest.mark.parametrize("text", AS_SPAN.values(), ids=AS_SPAN)
def test_a_manager_that_is_taken_for_the_span_is_found(text: str) -> None:
    (finding,) = findings("a.py", "SPN106", text)
    assert finding.message.startswith("`start_as_current_span` returns a context manager, not a span, so `")
    assert len(finding.related) == 1


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_a_manager_that_an_attribute_holds_and_is_taken_for_the_span_is_found(text: str) -> None:
    (finding,) = findings("a.py", "SPN106", text)
    assert finding.message.startswith("`start_as_current_span` returns a context manager, not a span, so `")
    assert len(finding.related) == 1


@pytest.mark.parametrize("text", NOT_KEPT.values(), ids=NOT_KEPT)
def test_a_manager_that_is_entered_and_not_kept_is_found(text: str) -> None:
    (finding,) = findings("a.py", "SPN106", text)
    assert finding.message == (
        "nothing keeps the result of `start_as_current_span`: it is garbage-collected immediately, "
        "so the following code runs outside the span"
    )


@pytest.mark.parametrize("text", ASYNC.values(), ids=ASYNC)
def test_async_with_is_found(text: str) -> None:
    (finding,) = findings("a.py", "SPN106", text)
    assert finding.message.startswith("`async with` on `start_as_current_span` raises a TypeError")


def test_a_span_is_no_asynchronous_manager_either() -> None:
    (finding,) = findings(
        "a.py", "SPN106", "async def f():\n    async with tracer.start_span('a') as span:\n        pass\n"
    )
    assert finding.message.startswith("`async with` on `start_span` raises a TypeError")
    assert findings("a.py", "SPN106", "with tracer.start_span('a') as span:\n    pass\n") == []


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_nothing_else_is(text: str) -> None:
    assert findings("a.py", "SPN106", text) == []


def test_the_marker_stands_under_the_method_and_the_use_is_named() -> None:
    text = "def f():\n    span = tracer.start_as_current_span('a')\n    span.set_status(1)\n"
    assert marked("a.py", "SPN106", text) == ["start_as_current_span"]
    (finding,) = findings("a.py", "SPN106", text)
    assert finding.message.endswith("so `set_status` raises an AttributeError (line 5)")
    assert finding.related[0].position.line == 5


def test_a_file_that_does_not_import_the_library_is_left_alone() -> None:
    text = "from app.tracing import tracer\ntracer.start_as_current_span('a')\n"
    assert found("a.py", text, frozenset({"SPN106"})) == []


def test_other_libraries_have_managers_of_their_own() -> None:
    text = "import ddtrace\nspan = ddtrace.tracer.start_span('a')\nspan.finish()\n"
    assert found("a.py", text, frozenset({"SPN106"})) == []


NOT_CURRENT = {
    "by its module": "def f(span):\n    trace.use_span(span)\n",
    "by its own name": "from opentelemetry.trace import use_span\ndef f(span):\n    use_span(span, end_on_exit=True)\n",
    "by another name": "from opentelemetry.trace import use_span as activate\ndef f(span):\n    activate(span)\n",
    "in a local that nothing reads": "def f(span):\n    manager = trace.use_span(span)\n    go()\n",
}
CURRENT = {
    "entered by another name": (
        "from opentelemetry.trace import use_span as activate\ndef f(span):\n    with activate(span):\n        go()\n"
    ),
    "entered": "def f(span):\n    with trace.use_span(span):\n        go()\n",
    "on a stack": "def f(span, stack):\n    stack.enter_context(trace.use_span(span))\n",
    "kept": "def f(span):\n    manager = trace.use_span(span)\n    return manager\n",
    "kept in a member": "def f(self, span):\n    self.manager = trace.use_span(span)\n",
    "kept in a variable of the module": "manager = trace.use_span(1)\n",
    "kept in a global variable": "def f(span):\n    global manager\n    manager = trace.use_span(span)\n",
    "kept in a local that is entered": (
        "def f(span):\n    manager = trace.use_span(span)\n    manager.__enter__()\n    go()\n"
    ),
    "another object's method": "def f(span, tools):\n    tools.use_span(span)\n",
    "another library's function": "from acme import use_span\ndef f(span):\n    use_span(span)\n",
    "expected to raise": "import pytest\ndef f():\n    with pytest.raises(TypeError):\n        trace.use_span(1)\n",
}


@pytest.mark.parametrize("text", NOT_CURRENT.values(), ids=NOT_CURRENT)
def test_a_span_that_is_never_made_current(text: str) -> None:
    (only,) = findings("a.py", "SPN106", text)
    assert "never entered, so the span is never current" in str(only)


@pytest.mark.parametrize("text", CURRENT.values(), ids=CURRENT)
def test_a_span_that_is_made_current_or_may_be(text: str) -> None:
    assert findings("a.py", "SPN106", text) == []
