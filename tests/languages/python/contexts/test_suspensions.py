"""SPN102 in Python: what stays current across a yield, and what does not."""

from __future__ import annotations

import pytest

from tests.languages.python.contexts.held_case import HEAD, diagnostics, marked

HELD = {
    "a with": ("def f():\n    with tracer.start_as_current_span('s'):\n        yield 1", ["start_as_current_span"]),
    "a with that binds": (
        "def f():\n    with tracer.start_as_current_span('s') as span:\n        yield span",
        ["start_as_current_span"],
    ),
    "use_span of the module": ("def f(s):\n    with trace.use_span(s):\n        yield 1", ["use_span"]),
    "use_span by its name": ("def f(s):\n    with use_span(s, end_on_exit=True):\n        yield 1", ["use_span"]),
    "an async generator": (
        "async def f(xs):\n    with tracer.start_as_current_span('s'):\n"
        "        async for x in xs:\n            yield x",
        ["start_as_current_span"],
    ),
    "yield from": (
        "def f(xs):\n    with tracer.start_as_current_span('s'):\n        yield from xs",
        ["start_as_current_span"],
    ),
    "a yield whose value is used": (
        "def f():\n    with tracer.start_as_current_span('s'):\n        got = yield\n        use(got)",
        ["start_as_current_span"],
    ),
    "a yield deep inside": (
        """
        def f(xs):
            with tracer.start_as_current_span('s'):
                for x in xs:
                    try:
                        if x:
                            yield x
                    finally:
                        done()
        """,
        ["start_as_current_span"],
    ),
    "the second of two items": (
        "def f(p):\n    with open(p) as file, tracer.start_as_current_span('s'):\n        yield file",
        ["start_as_current_span"],
    ),
    "parenthesised items": (
        "def f(p):\n    with (\n        open(p) as file,\n        use_span(p),\n    ):\n        yield file",
        ["use_span"],
    ),
    "both of two items": (
        "def f(s):\n    with use_span(s), tracer.start_as_current_span('s'):\n        yield 1",
        ["use_span", "start_as_current_span"],
    ),
    "one inside the other": (
        "def f(s):\n    with use_span(s):\n        with tracer.start_as_current_span('s'):\n            yield 1",
        ["use_span", "start_as_current_span"],
    ),
    "a method": (
        "class A:\n    def __iter__(self):\n        with self.tracer.start_as_current_span('s'):\n            yield 1",
        ["start_as_current_span"],
    ),
    "a generator inside a function": (
        """
        def f(xs):
            def g():
                with tracer.start_as_current_span('s'):
                    yield from xs
            return g()
        """,
        ["start_as_current_span"],
    ),
    "a span made on condition": (
        "def f(x):\n    with tracer.start_as_current_span('s') if x else contextlib.nullcontext():\n        yield 1",
        ["start_as_current_span"],
    ),
    "a manager in a name": (
        "def f():\n    manager = tracer.start_as_current_span('s')\n    with manager:\n        yield 1",
        ["manager"],
    ),
    "an exit stack": (
        """
        def f():
            with ExitStack() as stack:
                span = stack.enter_context(tracer.start_as_current_span('s'))
                yield span
        """,
        ["start_as_current_span"],
    ),
    "an async exit stack": (
        """
        async def f():
            async with AsyncExitStack() as stack:
                stack.enter_context(use_span(s))
                yield 1
        """,
        ["use_span"],
    ),
    "__enter__ by hand": (
        """
        def f(s):
            manager = use_span(s)
            manager.__enter__()
            yield 1
            manager.__exit__(None, None, None)
        """,
        ["manager"],
    ),
    "attach": ("def f(c):\n    token = attach(c)\n    yield 1\n    detach(token)", ["attach"]),
    "attach of the module": (
        "def f(c):\n    token = context.attach(c)\n"
        "    try:\n        yield 1\n    finally:\n        context.detach(token)",
        ["attach"],
    ),
    "attach of a value": ("def f():\n    attach(context.set_value('k', 1))\n    yield 1", ["attach"]),
    "attach of baggage": (
        "def f():\n    token = attach(baggage.set_baggage('k', 'v'))\n    yield 1\n    detach(token)",
        ["attach"],
    ),
    "attach of another module's name": (
        "import opentelemetry.context as context_api\ndef f(c):\n    context_api.attach(c)\n    yield 1",
        ["attach"],
    ),
    "attach around the loop": (
        "def f(c, xs):\n    token = attach(c)\n    for x in xs:\n        yield x\n    detach(token)",
        ["attach"],
    ),
    "a span with a parent of its own in each item's context": (
        """
        async def f(self, parent):
            async for item in self.items:
                token = context.attach(item.ctx)
                try:
                    with tracer.start_as_current_span('s', context=parent):
                        yield item.value
                finally:
                    context.detach(token)
        """,
        ["start_as_current_span"],
    ),
    "attach in a loop of a context that is no item's": (
        "def f(c, xs):\n    for x in xs:\n        token = attach(c)\n        yield made()\n        detach(token)",
        ["attach"],
    ),
    "attach before a detach of something else": (
        "def f(a, b):\n    one = attach(a)\n    two = attach(b)\n    detach(two)\n    yield 1\n    detach(one)",
        ["attach"],
    ),
    "the project's own manager": (
        """
        @contextmanager
        def step(name):
            with tracer.start_as_current_span(name) as span:
                yield span
        def f():
            with step('s'):
                yield 1
        """,
        ["step"],
    ),
    "what the project's own function gives": (
        "def step(name):\n    return tracer.start_as_current_span(name)\n"
        "def f():\n    with step('s'):\n        yield 1",
        ["step"],
    ),
    "in parentheses, with a name": (
        "def f():\n    with (tracer.start_as_current_span('s') as span):\n        yield 1",
        ["start_as_current_span"],
    ),
    "in parentheses, with a name and a comma": (
        "def f():\n    with (  # it\n        tracer.start_as_current_span('s') as span,\n    ):\n        yield 1",
        ["start_as_current_span"],
    ),
    "another name of the project's own manager": (
        "def step(name):\n    return tracer.start_as_current_span(name)\nmine = step\n"
        "def f():\n    with mine('s'):\n        yield 1",
        ["mine"],
    ),
    "a part of the project's own manager": (
        "from functools import partial\ndef step(kind, name):\n    return tracer.start_as_current_span(name)\n"
        "mine = partial(step, 'a')\ndef f():\n    with mine('s'):\n        yield 1",
        ["mine"],
    ),
    "a decorator that says nothing": (
        "@retry\ndef f():\n    with tracer.start_as_current_span('s'):\n        yield 1",
        ["start_as_current_span"],
    ),
}

NOT_HELD = {
    "a yield before": "def f():\n    yield 1\n    with tracer.start_as_current_span('s'):\n        work()",
    "a yield after": "def f():\n    with tracer.start_as_current_span('s'):\n        x = work()\n    yield x",
    "a yield in the items": "def f():\n    with tracer.start_as_current_span((yield)):\n        work()",
    "no yield": "def f():\n    with tracer.start_as_current_span('s'):\n        return 1",
    "await": "async def f():\n    with tracer.start_as_current_span('s'):\n        await work()",
    "the yield of an inner function": """
        def f():
            with tracer.start_as_current_span('s'):
                def g():
                    yield 1
                return list(g())
        """,
    "the yield of a lambda": "def f():\n    with tracer.start_as_current_span('s'):\n        return lambda: (yield 1)",
    "a generator expression": (
        "def f(xs):\n    with tracer.start_as_current_span('s'):\n        return list(x for x in xs)"
    ),
    "the word in a string": "def f():\n    with tracer.start_as_current_span('s'):\n        return 'yield'",
    "a span that is only started": """
        def f(xs):
            span = tracer.start_span('s')
            try:
                yield from xs
            finally:
                span.end()
        """,
    "a with of a span that is only started": "def f(xs):\n    with tracer.start_span('s'):\n        yield from xs",
    "another name of another manager": "mine = open\ndef f(p):\n    with mine(p) as file:\n        yield from file",
    "a part of the project's own function": (
        "from functools import partial\ndef step(kind, name):\n    return tracer.start_span(name)\n"
        "mine = partial(step, 'a')\ndef f():\n    with mine('s'):\n        yield 1"
    ),
    "another manager": "def f(p):\n    with open(p) as file:\n        yield from file",
    "the mark of an empty generator": (
        "def f():\n    with tracer.start_as_current_span('s'):\n        return\n        yield"
    ),
    "the mark of an empty generator, raising": (
        "def f():\n    with tracer.start_as_current_span('s'):\n        raise E\n        yield 1"
    ),
    "a yield that never runs": (
        "def f():\n    with tracer.start_as_current_span('s'):\n        if False:\n            yield"
    ),
    "detached before": "def f(c):\n    token = attach(c)\n    work()\n    detach(token)\n    yield 1",
    "detached in a finally before": (
        "def f(c):\n    token = attach(c)\n    try:\n        work()\n    finally:\n        detach(token)\n    yield 1"
    ),
    "a stack that is closed before": """
        def f():
            stack = ExitStack()
            stack.enter_context(tracer.start_as_current_span('s'))
            stack.close()
            yield 1
        """,
    "a stack whose with is over": """
        def f():
            with ExitStack() as stack:
                stack.enter_context(tracer.start_as_current_span('s'))
            yield 1
        """,
    "another library's attach": "def f(volume):\n    volume.attach(1)\n    yield 1",
    "the project's own attach": (
        "def attach_all(): pass\nclass A:\n    def f(self):\n        self.attach(1)\n        yield 1"
    ),
    "each item in its own context": """
        async def f(self):
            async for item in self.items:
                token = context.attach(item.ctx)
                try:
                    yield item.value
                finally:
                    context.detach(token)
        """,
    "each item in a span of its own context": """
        async def f(self):
            async for item in self.items:
                token = context.attach(item.ctx)
                try:
                    with tracer.start_as_current_span('s'):
                        yield item.value
                finally:
                    context.detach(token)
        """,
    "each item in its own context, cast": """
        async def f(self):
            async for item in self.items:
                held = cast(Held, item)
                token = context.attach(held.ctx)
                try:
                    yield held.value
                finally:
                    context.detach(token)
        """,
}


@pytest.mark.parametrize(("text", "names"), HELD.values(), ids=HELD)
def test_what_is_current_across_a_yield_is_found(text: str, names: list[str]) -> None:
    assert marked(text) == names


@pytest.mark.parametrize("text", NOT_HELD.values(), ids=NOT_HELD)
def test_what_is_not_current_at_a_yield_is_not(text: str) -> None:
    assert marked(text) == []


def test_the_yields_are_related_places_and_named_in_the_message() -> None:
    (found,) = diagnostics(
        "def f():\n    with use_span(s):\n        yield 1\n        work()\n        yield 2\n    yield 3"
    )
    first = HEAD.count("\n") + 3
    assert [each.position.line for each in found.related] == [first, first + 2]
    assert f"(lines {first}, {first + 2})" in found.message


def test_an_async_generator_is_told_what_its_closing_does() -> None:
    (sync,) = diagnostics("def f():\n    with use_span(s):\n        yield 1")
    (later,) = diagnostics("async def f():\n    with use_span(s):\n        yield 1")
    assert "fails to detach" in later.message
    assert "fails to detach" not in sync.message


OWN_MANAGER = """
@contextmanager
def {name}(label):
    with tracer.start_as_current_span(label) as current:
        yield current
def rows(source):
    with {name}("rows"):
        found = list(source)
    for row in found:
        yield row
def rows_later(source):
    with {name}("rows"):
        for row in source:
            yield row
"""
NAMES = ["span", "start_span", "start_as_current_span", "use_span", "activate", "trace", "start_active_span", "observe"]


@pytest.mark.parametrize("name", NAMES)
def test_a_manager_of_the_project_may_have_the_name_of_a_librarys(name: str) -> None:
    (found,) = diagnostics(OWN_MANAGER.format(name=name))
    assert (found.start.line, found.frame.strip()) == (HEAD.count("\n") + 12, f'with {name}("rows"):')


def test_a_manager_of_another_library_is_none_of_the_project() -> None:
    later = "import rich\nfrom rich import span\ndef f():\n    with span('a'), rich.span('b'):\n        yield 1\n"
    assert marked(later) == []


def test_a_manager_that_attaches_holds_a_context() -> None:
    text = """
        @contextmanager
        def detached():
            token = attach(context.Context())
            try:
                yield
            finally:
                detach(token)
        async def stream(xs):
            with detached():
                async for x in xs:
                    yield x
        """
    (found,) = diagnostics(text)
    assert "`detached` keeps its context active" in found.message
    assert found.help.startswith("leave `detached` before the `yield`")


OWN_PARENT = {
    "a parent in a name": (
        "def f(xs):\n    for x in xs:\n        parent = extract(x.headers)\n"
        "        with tracer.start_as_current_span('s', context=parent):\n            yield x",
        "context=parent",
        "context=other",
    ),
    "a parent in place": (
        "async def f(xs):\n    async for x in xs:\n"
        "        with tracer.start_as_current_span('s', extract(x.headers)) as span:\n            yield x",
        ", extract(x.headers)",
        "",
    ),
    "a parent that an item may lack": (
        "def f(xs):\n    for x in xs:\n        parent = None\n        if x.headers:\n"
        "            parent = extract(x.headers)\n"
        "        with tracer.start_as_current_span('s', context=parent or None):\n            yield x",
        "extract(x.headers)",
        "extract(headers)",
    ),
    "items that a loop fetches": (
        "def f(xs):\n    while True:\n        x = xs.poll()\n"
        "        with tracer.start_as_current_span('s', context=extract(x.headers)):\n            yield x",
        "x = xs.poll()",
        "y = xs.poll()",
    ),
    "one of two names": (
        "def f(xs):\n    for key, x in xs:\n        with tracer.start_as_current_span('s', context=extract(x)):\n"
        "            yield key, x",
        "extract(x)",
        "extract(y)",
    ),
    "another value is yielded": (
        "def f(xs):\n    for x in xs:\n        with tracer.start_as_current_span('s', context=extract(x)):\n"
        "            yield x.body",
        "yield x.body",
        "yield y.body",
    ),
    "the span is around the loop": (
        "def f(xs):\n    for x in xs:\n        with tracer.start_as_current_span('s', context=extract(x)):\n"
        "            yield x",
        "    for x in xs:\n        with tracer.start_as_current_span('s', context=extract(x)):",
        "    with tracer.start_as_current_span('s', context=extract(x)):\n        for x in xs:",
    ),
}


@pytest.mark.parametrize(("text", "old", "new"), OWN_PARENT.values(), ids=OWN_PARENT)
def test_an_item_that_is_handed_over_in_its_own_span(text: str, old: str, new: str) -> None:
    assert marked(text) == []
    assert old in text
    assert marked(text.replace(old, new)) == ["start_as_current_span"]


HELPER = """\
{library}

def step(name):
    return {call}

async def f(items):
    with step("a"):
        for item in items:
            yield item
"""


def test_what_a_helper_leaves_open_is_as_its_library_has_it() -> None:
    datadog = HELPER.format(library="from ddtrace import tracer", call="tracer.trace(name)")
    (found,) = diagnostics(datadog)
    assert "detach" not in found.message
    assert found.help.startswith("start the span with `start_span(.., child_of=tracer.current_span())`")


def test_what_a_helper_of_a_library_that_is_never_judged_leaves_open_is_not() -> None:
    assert diagnostics(HELPER.format(library="import sentry_sdk", call="sentry_sdk.start_span(name=name)")) == ()
    (found,) = diagnostics(HELPER.format(library="", call="tracer.start_as_current_span(name)"))
    assert found.message.endswith("closing the generator in another task fails to detach it")
