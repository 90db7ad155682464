"""The helpers that a file defines, and the files that may misuse one, by their bytes."""

from __future__ import annotations

import pytest

from spanlint.prefilter.mentions import mentions
from spanlint.prefilter.own_helpers import Helpers, helpers_of, helpers_with, imported_names, misused_names

NAMES = mentions("python")
WITH = "with tracer.start_as_current_span('a'):"
MANAGERS = {
    "a manager": f"@contextmanager\ndef step(name):\n    {WITH}\n        yield\n",
    "an async one": f"@asynccontextmanager\nasync def step(\n    name,\n):\n    {WITH}\n        yield 1\n",
    "of several decorators": f"@once(\n    1\n)\n@contextmanager\ndef step():\n    {WITH}\n        yield\n",
    "what it returns": "def step(name):\n    return tracer.start_as_current_span(name)\n",
    "a span that is used": "@contextmanager\ndef step(s):\n    with trace.use_span(s):\n        yield\n",
    "a context that is attached": "@contextmanager\ndef step(c):\n    t = attach(c)\n    yield\n    detach(t)\n",
    "a class": f"class step:\n    def __enter__(self):\n        self.s = {WITH[5:-1]}.__enter__()\n",
    "through another": f"@contextmanager\ndef step():\n    {WITH}\n        yield\ndef step():\n    return step()\n",
}
DECORATORS = {
    "a decorator": f"def step(f):\n    def g(*a):\n        {WITH}\n            return f(*a)\n    return g\n",
    "a factory": "def step(n):\n    def d(f):\n        async def g(*a):\n"
    f"            {WITH}\n                return await f(*a)\n        return g\n    return d\n",
    "one or the other": f"def step(f):\n    def g(*a):\n        {WITH}\n            return f(*a)\n"
    "    return f if OFF else wraps(f)(g)\n",
    "a class that is called": "class step:\n    def __call__(self, f):\n        def g(*a):\n"
    f"            {WITH}\n                return f(*a)\n        return g\n",
}
NONE = {
    "a function": f"def step():\n    {WITH}\n        work()\n",
    "a generator": f"def step():\n    {WITH}\n        yield\n",
    "a test": f"@contextmanager\ndef test_step():\n    {WITH}\n        yield\n",
    "an inner function that stays": f"def step():\n    def g():\n        {WITH}\n            work()\n    g()\n",
    "a decorator that iterates": (
        f"def step(f):\n    def g(*a):\n        {WITH}\n            yield from f(*a)\n    return g\n"
    ),
    "a method": f"class step:\n    def run(self):\n        {WITH}\n            work()\n",
    "a module": f"{WITH}\n    work()\n",
    "a span that is kept": "def step():\n    span = tracer.start_span('a')\n    return span\n",
}
MISUSED = {
    "a with around a yield": "def f():\n    with step('a'):\n        yield 1\n",
    "a with far above": (
        "async def f():\n    async with step('a') as s:\n        if s:\n            use(s)\n\n        yield 1\n"
    ),
    "a with over several lines": (
        "def f():\n    with (\n        open(p) as file,\n        step('a'),\n    ):\n        yield file\n"
    ),
    "a member": "def f():\n    with spans.step('a'):\n        yield 1\n",
    "an exit stack": "def f(stack):\n    stack.enter_context(step('a'))\n    yield 1\n",
    "an alias": "from spans import step as s\ndef f():\n    with s('a'):\n        yield 1\n",
    "an alias in brackets": (
        "from spans import (\n    other,\n    step as s,\n)\ndef f():\n    with s('a'):\n        yield 1\n"
    ),
    "a decorated generator": "@step\ndef f(\n    a,\n):\n    x = 1\n\n    yield 1\n",
    "a decorated method": (
        "class A:\n    @spans.step(\n        'a',\n    )\n    @other\n    async def f(self):\n        yield 1\n"
    ),
    "above a route": "@step('a')\n@router.post('/a')\nasync def f():\n    pass\n",
    "above a static method": "class A:\n    @step\n    # static\n    @staticmethod\n    def f():\n        pass\n",
}
NOT_MISUSED = {
    "a with without a yield": "def f():\n    with step('a'):\n        work()\n",
    "a yield before": "def f():\n    yield 1\n    with step('a'):\n        work()\n",
    "a yield in another function": "def f():\n    with step('a'):\n        work()\ndef g():\n    yield 1\n",
    "a part of a name": "def f():\n    with step_by_step('a'):\n        yield 1\n",
    "a call": "def f():\n    step('a')\n    yield 1\n",
    "a manager's own": "@contextmanager\ndef f():\n    with step('a'):\n        yield 1\n",
    "a fixture": "@pytest.fixture(\n    scope='module',\n)\ndef f():\n    with step('a'):\n        yield 1\n",
    "a decorated function": "@step\ndef f():\n    return 1\n\n\ndef g():\n    yield 1\n",
    "a decorated class": "@step\nclass A:\n    def f(self):\n        yield 1\n",
    "below a route": "@router.post('/a')\n@step('a')\nasync def f():\n    pass\n",
    "above any other": "@step\n@cached\ndef f():\n    pass\n",
    "an argument": "@other(step)\ndef f():\n    yield 1\n",
}


@pytest.mark.parametrize("text", MANAGERS.values(), ids=MANAGERS)
def test_managers_are_found(text: str) -> None:
    assert helpers_of(text.encode(), NAMES) == Helpers(managers=frozenset({b"step"}))


@pytest.mark.parametrize("text", DECORATORS.values(), ids=DECORATORS)
def test_decorators_are_found(text: str) -> None:
    assert helpers_of(text.encode(), NAMES) == Helpers(decorators=frozenset({b"step"}))


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_nothing_else_is_a_helper(text: str) -> None:
    assert helpers_of(text.encode(), NAMES).names == set()


def test_a_helper_may_use_a_helper() -> None:
    text = b"@contextmanager\ndef turn():\n    with step('turn'):\n        yield\n"
    assert helpers_with(text, [b"step"]).names == {b"turn"}
    assert helpers_with(text, [b"other"]).names == set()


@pytest.mark.parametrize("text", MISUSED.values(), ids=MISUSED)
def test_what_may_misuse_a_helper_is_found(text: str) -> None:
    assert [*misused_names(text.encode(), [b"other_name", b"step"])] == [b"step"]


@pytest.mark.parametrize("text", NOT_MISUSED.values(), ids=NOT_MISUSED)
def test_nothing_else_may_misuse_one(text: str) -> None:
    assert [*misused_names(text.encode(), [b"step"])] == []


def test_imports_are_read_with_their_paths() -> None:
    text = (
        b"import os\nimport app.spans as s\nimport app.deep.er\nfrom . import one\nfrom .two import three as four\n"
        b"from app.five import (\n    six,  # and seven\n    eight as nine,\n)\n    from late import ten\n"
    )
    assert imported_names(text) == {
        b"os": b"os",
        b"s": b"app.spans",
        b"app": b"app.deep.er",
        b"one": b".one",
        b"four": b".two.three",
        b"six": b"app.five.six",
        b"nine": b"app.five.eight",
        b"ten": b"late.ten",
    }
