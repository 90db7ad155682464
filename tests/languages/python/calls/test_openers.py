"""What opens a context around a Python call, and what only looks as if it did.

In each text `#` stands for the call that is judged: SPN003 where something opens, SPN001 where nothing does.
"""

from __future__ import annotations

import textwrap

import pytest

from tests.linting import diagnostics, found

CALL = "tracer.start_span('n')"
HEAD = (
    "from opentelemetry import context, trace\nfrom opentelemetry.context import Context, attach, detach, set_value\n"
)


def judged(text: str) -> str:
    """The code of the call that stands for `#`, empty where it gets none."""
    text = HEAD + textwrap.dedent(text)
    before = text.index("#")
    line, column = text.count("\n", 0, before) + 1, before - text.rfind("\n", 0, before) - 1
    codes = {each.code for each in diagnostics("a.py", text.replace("#", CALL)) if each.start.line == line}
    assert column >= 0
    return codes.pop() if codes else ""


OPENED = {
    "the active context, taken in another function": """
        def hand_over(pool):
            current = context.get_current()
            def work():
                token = attach(current)
                #
            pool.submit(work)
        """,
    "the span of another context": "with trace.use_span(trace.get_current_span(ctx)):\n    #",
    "a value on a context made elsewhere": "token = attach(set_value('k', 'v', ctx))\n#",
    "the active context or another": """
        def f(ctx=None):
            token = attach(ctx or context.get_current())
            #
        """,
    "with": "with tracer.start_as_current_span('m', ctx):\n    #",
    "with a span": "with tracer.start_as_current_span('m', ctx) as span:\n    #",
    "with deep inside": """
        with tracer.start_as_current_span('m', ctx):
            for x in y:
                if x:
                    try:
                        a = [#]
                    finally:
                        pass
        """,
    "inside an async with inside": """
        async def f():
            with tracer.start_as_current_span('m', ctx):
                async with session as s:
                    await s.go(#)
        """,
    "use_span": "with trace.use_span(span):\n    #",
    "use_span by its name": "from opentelemetry.trace import use_span\nwith use_span(span, end_on_exit=True):\n    #",
    "use_span of a span just made": "with trace.use_span(tracer.start_span('m', ctx)):\n    #",
    "the second of two items": "with open(p) as f, tracer.start_as_current_span('m', ctx):\n    #",
    "the first of two items": "with tracer.start_as_current_span('m', ctx), open(p) as f:\n    #",
    "parenthesised items": """
        with (
            open(p) as f,
            tracer.start_as_current_span('m', ctx) as span,
        ):
            #
        """,
    "an earlier item of the same with": "with tracer.start_as_current_span('m', ctx), f(#):\n    pass",
    "a name of the manager": "cm = tracer.start_as_current_span('m', ctx)\nwith cm:\n    #",
    "one or the other": """
        with tracer.start_as_current_span('m', ctx) if tracing else nullcontext():
            #
        """,
    "an exit stack": """
        with ExitStack() as stack:
            stack.enter_context(tracer.start_as_current_span('m', ctx))
            #
        """,
    "an exit stack's span": """
        with ExitStack() as stack:
            span = stack.enter_context(tracer.start_as_current_span('m', ctx))
            if span:
                #
        """,
    "an exit stack's own with": """
        stack = ExitStack()
        stack.enter_context(trace.use_span(span))
        #
        """,
    "an exit stack on a branch": """
        with ExitStack() as stack:
            if tracing:
                stack.enter_context(tracer.start_as_current_span('m', ctx))
            #
        """,
    "entered by hand": """
        def f():
            cm = tracer.start_as_current_span('m', ctx)
            span = cm.__enter__()
            #
        """,
    "a manager that the object keeps": """
        class A:
            def __init__(self):
                self.cm = tracer.start_as_current_span('m', ctx)
            def f(self):
                with self.cm:
                    #
        """,
    "a class that enters what it keeps": """
        class Step:
            def __enter__(self):
                self.cm = tracer.start_as_current_span('m', ctx)
                return self.cm.__enter__()
        def f():
            with Step():
                #
        """,
    "a decorator": "@tracer.start_as_current_span('m', ctx)\ndef f():\n    #",
    "a decorator of a coroutine": "@tracer.start_as_current_span('m', ctx)\nasync def f():\n    await g(#)",
    "a decorator among others": """
        @app.get('/')
        @tracer.start_as_current_span('m', ctx)
        @cached
        def f():
            #
        """,
    "a decorator of a method": """
        class A:
            @tracer.start_as_current_span('m', ctx)
            def f(self):
                #
        """,
    "a decorator that uses a span": "@trace.use_span(span)\ndef f():\n    #",
    "the decorators above a decorator": """
        def f(): ...
        @trace.use_span(span)
        @decorate(#)
        def g(): ...
        """,
    "attach": "token = attach(ctx)\n#",
    "attach with try": """
        token = context.attach(ctx)
        try:
            #
        finally:
            context.detach(token)
        """,
    "attach inside try": """
        try:
            token = context.attach(ctx)
            #
        finally:
            context.detach(token)
        """,
    "attach without its token": "context.attach(ctx)\n#",
    "attach under another name": "from opentelemetry import context as otel_context\nt = otel_context.attach(ctx)\n#",
    "attach into an attribute": """
        class A:
            def f(self):
                self._token = attach(ctx)
                #
        """,
    "attach of a span's context": "token = attach(trace.set_span_in_context(span))\n#",
    "attach of a context in a name": "ctx = trace.set_span_in_context(span)\ntoken = attach(ctx)\n#",
    "attach of a value on a span's context": "token = attach(set_value('k', 1, trace.set_span_in_context(span)))\n#",
    "attach on a branch": """
        token = None
        if ctx is not None:
            token = attach(ctx)
        try:
            #
        finally:
            if token is not None:
                detach(token)
        """,
    "attach or not in one expression": "token = attach(ctx) if ctx else None\n#",
    "attach again after a detach": "token = attach(a)\ndetach(token)\ntoken = attach(b)\n#",
    "detach of an inner one": "outer = attach(a)\ninner = attach(b)\ndetach(inner)\n#",
    "a manager of its own that attaches": """
        @contextmanager
        def activated(ctx):
            token = attach(ctx)
            try:
                yield
            finally:
                detach(token)
        def f():
            with activated(ctx):
                #
        """,
    "a manager of its own that enters": """
        @contextmanager
        def activated(ctx):
            with tracer.start_as_current_span('m', ctx) as span:
                yield span
        def f():
            with activated(ctx) as span:
                #
        """,
    "an async manager of its own": """
        @asynccontextmanager
        async def activated(ctx):
            with trace.use_span(span):
                yield
        async def f():
            async with activated(ctx):
                #
        """,
    "a manager that is a method": """
        class A:
            @contextmanager
            def activated(self, ctx):
                with trace.use_span(span):
                    yield
            def f(self):
                with self.activated(ctx):
                    #
        """,
    "a manager that is a class": """
        class Activated:
            def __enter__(self):
                self.token = attach(self.ctx)
            def __exit__(self, *exc):
                detach(self.token)
        def f():
            with Activated(ctx):
                #
        """,
    "a function that gives a manager": """
        def activated(ctx):
            return tracer.start_as_current_span('m', ctx)
        def f():
            with activated(ctx):
                #
        """,
    "a decorator of its own": """
        def traced(function):
            def wrapper(*args):
                with tracer.start_as_current_span('m', ctx):
                    return function(*args)
            return wrapper
        @traced
        def f():
            #
        """,
    "a decorator of its own with arguments": """
        def traced(name):
            def decorate(function):
                async def wrapper(*args):
                    with tracer.start_as_current_span(name, ctx):
                        return await function(*args)
                return wrapper
            return decorate
        @traced('m')
        async def f():
            #
        """,
    "a decorator of its own that hands the function on": """
        def run(function, args):
            with tracer.start_as_current_span('m', ctx):
                return function(*args)
        def traced(function):
            def wrapper(*args):
                return run(function, args)
            return wrapper
        @traced
        def f():
            #
        """,
    "a decorator that another function makes, and that gives the function another name": """
        async def run(name, function, args):
            token = attach(ctx)
            try:
                return await function(*args)
            finally:
                detach(token)
        def decorator(name):
            def decorate(function):
                async def wrapper(*args):
                    coroutine_function: Any = function
                    return await run(name, coroutine_function, args)
                return wrapper
            return decorate
        def capture(name, options=None):
            if options is None:
                return decorator(name)
            return decorator(options)
        @capture('m')
        async def f():
            #
        """,
    "a manager that a function returns as a decorator": """
        def traced(name):
            return tracer.start_as_current_span(name, ctx)
        @traced('m')
        def f():
            #
        """,
    "a manager of its own as a decorator": """
        @contextmanager
        def traced(name):
            with tracer.start_as_current_span(name, ctx):
                yield
        @traced('m')
        def f():
            #
        """,
    "a class of managers as a decorator": """
        class Traced(ContextDecorator):
            def __enter__(self):
                self.token = attach(ctx)
            def __exit__(self, *raised):
                detach(self.token)
        @Traced()
        def f():
            #
        """,
    "a function that takes the body": """
        def activated(ctx, function):
            with trace.use_span(span):
                return function()
        def f():
            return activated(ctx, lambda: #)
        """,
    "a choice of managers": """
        cm = nullcontext()
        if tracing:
            cm = tracer.start_as_current_span('m', ctx)
        with cm:
            #
        """,
    "a detach on a way that leaves": """
        token = attach(ctx)
        if not x:
            detach(token)
            raise ValueError
        #
        """,
    "a manager that gives a manager of its own": """
        @contextmanager
        def inner():
            with trace.use_span(span):
                yield
        @contextmanager
        def outer():
            with inner():
                yield
        def f():
            with outer():
                #
        """,
    "a lambda for the built-in map": "with trace.use_span(span):\n    a = list(map(lambda x: #, xs))",
    "ddtrace": "from ddtrace import tracer as dd\nspan = dd.trace('m')\n#",
    "a lambda passed on": "with trace.use_span(span):\n    retry(lambda: #)",
    "a lambda passed by keyword": "with trace.use_span(span):\n    retry(call=lambda: #)",
    "a comprehension": "with trace.use_span(span):\n    a = [# for x in y]",
    "a task": "async def f():\n    with trace.use_span(span):\n        asyncio.create_task(g(#))",
    "a function passed on": """
        with trace.use_span(span):
            def inner():
                #
            run(inner)
        """,
    "a function called here": """
        with trace.use_span(span):
            def inner():
                #
            inner()
        """,
    "a coroutine awaited here": """
        async def f():
            with trace.use_span(span):
                async def inner():
                    #
                await inner()
        """,
    "logfire": "import logfire\nwith logfire.span('m'):\n    #",
    "langfuse": """
        from langfuse import get_client
        with get_client().start_as_current_observation(name='m'):
            #
        """,
    "a traceloop decorator": "from traceloop.sdk.decorators import workflow\n@workflow(name='m')\ndef f():\n    #",
    "langfuse's client, from somewhere": """
        def f(client):
            with client.start_as_current_observation(name='m'):
                #
        """,
    "a langfuse decorator": "from langfuse import observe\n@observe()\ndef f():\n    #",
    "a bare decorator": "from langfuse import observe\n@observe\ndef f():\n    #",
    "attach that an import gives another name": (
        "from opentelemetry.context import attach as otel_attach\ntoken = otel_attach(ctx)\n#"
    ),
    "a manager that an import gives another name": (
        "from opentelemetry.trace import use_span as current\nwith current(span):\n    #"
    ),
}

NOT_OPENED = {
    "a span that the object keeps": """
        class A:
            def __init__(self):
                self.cm = tracer.start_span('m', ctx)
            def f(self):
                with self.cm:
                    #
        """,
    "a manager that another class keeps": """
        class A:
            def __init__(self):
                self.cm = tracer.start_as_current_span('m', ctx)
        class B:
            def f(self):
                with self.cm:
                    #
        """,
    "the active context attached again": "token = attach(context.get_current())\n#",
    "the active context behind a local": "current = context.get_current()\ntoken = attach(current)\n#",
    "the active span put back": "with trace.use_span(trace.get_current_span()):\n    #",
    "the active span behind a local": "span = trace.get_current_span()\nwith trace.use_span(span, False):\n    #",
    "the active span put into the active context": """
        span = trace.get_current_span()
        token = attach(trace.set_span_in_context(span) if span.is_recording() else context.get_current())
        #
        """,
    "the span of the active context": "with trace.use_span(trace.get_current_span(context.get_current())):\n    #",
    "nothing": "#",
    "after the with": "with tracer.start_as_current_span('m', ctx):\n    pass\n#",
    "an item before the opener": "with f(#), tracer.start_as_current_span('m', ctx):\n    pass",
    "the opener's own argument": "with tracer.start_as_current_span('m', trace.set_span_in_context(#)):\n    pass",
    "the span that is used": "with trace.use_span(#):\n    pass",
    "with a span that only ends": "with tracer.start_span('m', ctx) as span:\n    #",
    "with a tracer": "with get_tracer() as tracer:\n    #",
    "with something else": "with open(p) as f:\n    #",
    "never entered": "tracer.start_as_current_span('m', ctx)\n#",
    "a manager not entered yet": "cm = tracer.start_as_current_span('m', ctx)\n#",
    "before the exit stack enters": """
        with ExitStack() as stack:
            #
            stack.enter_context(tracer.start_as_current_span('m', ctx))
        """,
    "after the exit stack": """
        with ExitStack() as stack:
            stack.enter_context(tracer.start_as_current_span('m', ctx))
        #
        """,
    "an exit stack that enters something else": """
        with ExitStack() as stack:
            stack.enter_context(open(p))
            #
        """,
    "an exit stack that enters a plain span": """
        with ExitStack() as stack:
            stack.enter_context(tracer.start_span('m', ctx))
            #
        """,
    "another decorator": "@app.get('/')\ndef f():\n    #",
    "a decorator's argument": "@decorate(#)\ndef f(): ...",
    "a decorator below the opener's own": "@decorate(#)\n@trace.use_span(span)\ndef f(): ...",
    "a parameter's default": "@trace.use_span(span)\ndef f(x=#): ...",
    "a generator's decorator": "@tracer.start_as_current_span('m', ctx)\ndef f():\n    yield #",
    "an async generator's decorator": """
        @tracer.start_as_current_span('m', ctx)
        async def f():
            #
            async for x in y:
                yield x
        """,
    "a decorated class": "@trace.use_span(span)\nclass A:\n    def f(self):\n        #",
    "a function in a decorated function": """
        @tracer.start_as_current_span('m', ctx)
        def f():
            def g():
                #
            return g
        """,
    "before attach": "#\ntoken = attach(ctx)",
    "inside attach": "token = attach(trace.set_span_in_context(#))",
    "after detach": "token = attach(ctx)\ndetach(token)\n#",
    "after the finally that detaches": """
        token = attach(ctx)
        try:
            work()
        finally:
            detach(token)
        #
        """,
    "after a try that attached": """
        try:
            token = attach(ctx)
            work()
        finally:
            detach(token)
        #
        """,
    "in the finally after detach": """
        token = attach(ctx)
        try:
            work()
        finally:
            detach(token)
            #
        """,
    "after a detach on a branch": """
        token = attach(ctx)
        work()
        if token is not None:
            detach(token)
        #
        """,
    "attach in another function": "def f():\n    attach(ctx)\ndef g():\n    #",
    "attach of a value": "token = attach(set_value('k', 1))\n#",
    "attach of a value in a name": "ctx = set_value('k', 1)\ntoken = attach(ctx)\n#",
    "attach of baggage": "from opentelemetry import baggage\ntoken = attach(baggage.set_baggage('k', 1))\n#",
    "attach of the active context": "token = attach(context.get_current())\n#",
    "attach of a value on the active context": "token = attach(set_value('k', 1, context.get_current()))\n#",
    "attach of a value on a value": "token = attach(set_value('k', 1, context=set_value('j', 2)))\n#",
    "attach of another thing": "class Tool:\n    def attach(self, x): ...\ntool = Tool()\ntool.attach(x)\n#",
    "a manager of its own that times": """
        @contextmanager
        def timed():
            start = now()
            yield
            report(now() - start)
        def f():
            with timed():
                #
        """,
    "a manager that only ends a span": """
        @contextmanager
        def spanned(ctx):
            span = tracer.start_span('m', ctx)
            yield span
            span.end()
        def f():
            with spanned(ctx) as span:
                #
        """,
    "a manager that detaches before it yields": """
        @contextmanager
        def activated(ctx):
            token = attach(ctx)
            detach(token)
            yield
        def f():
            with activated(ctx):
                #
        """,
    "a manager whose with ends before it yields": """
        @contextmanager
        def activated(ctx):
            with trace.use_span(span):
                prepare()
            yield
        def f():
            with activated(ctx):
                #
        """,
    "a method that has the name of a function": """
        class A:
            @contextmanager
            def open(self):
                with trace.use_span(span):
                    yield
        def f(p):
            with open(p):
                #
        """,
    "a decorator that opens nothing": """
        def traced(function):
            log(function)
            return function
        @traced
        def f():
            #
        """,
    "a decorator that hands the function on before": """
        def run(function):
            with tracer.start_as_current_span('m', ctx):
                return function()
        def traced(function):
            run(function)
            def wrapper(*args):
                return function(*args)
            return wrapper
        @traced
        def f():
            #
        """,
    "a decorator that hands on what it calls outside its with": """
        def run(function, args):
            with tracer.start_as_current_span('m', ctx):
                pass
            return function(*args)
        def traced(function):
            def wrapper(*args):
                held = function
                return run(held, args)
            return wrapper
        @traced
        def f():
            #
        """,
    "a decorator that another function makes, and that opens nothing": """
        def decorator(name):
            def decorate(function):
                def wrapper(*args):
                    return function(*args)
                return wrapper
            return decorate
        def traced(name):
            return decorator(name)
        @traced('m')
        def f():
            #
        """,
    "a manager of its own as a decorator, which opens nothing": """
        @contextmanager
        def timed(name):
            with tracer.start_as_current_span(name, ctx):
                pass
            yield
        @timed('m')
        def f():
            #
        """,
    "a class of managers as a decorator, which opens nothing": """
        class Timed(ContextDecorator):
            def __enter__(self):
                self.token = context.get_current()
            def __exit__(self, *raised):
                pass
        @Timed()
        def f():
            #
        """,
    "a generator that a manager of its own decorates": """
        @contextmanager
        def traced(name):
            with tracer.start_as_current_span(name, ctx):
                yield
        @traced('m')
        def f():
            yield #
        """,
    "a decorator that calls outside its with": """
        def traced(function):
            def wrapper(*args):
                with tracer.start_as_current_span('m', ctx):
                    prepare()
                return function(*args)
            return wrapper
        @traced
        def f():
            #
        """,
    "a function that calls what it takes outside its with": """
        def activated(ctx, function):
            with trace.use_span(span):
                prepare()
            return function()
        def f():
            return activated(ctx, lambda: #)
        """,
    "a manager that names itself": """
        @contextmanager
        def again():
            with again():
                yield
        def f():
            with again():
                #
        """,
    "a choice without a span": """
        cm = nullcontext()
        if tracing:
            cm = timed()
        with cm:
            #
        """,
    "a span finished by ddtrace": "from ddtrace import tracer as dd\nspan = dd.trace('m')\nspan.finish()\n#",
    "an exit stack that is closed": """
        stack = ExitStack()
        stack.enter_context(trace.use_span(span))
        stack.close()
        #
        """,
    "left by hand": """
        def f():
            cm = tracer.start_as_current_span('m', ctx)
            cm.__enter__()
            cm.__exit__(None, None, None)
            #
        """,
    "an executor's map": "with trace.use_span(span):\n    a = pool.map(lambda x: #, xs)",
    "a lambda for a thread": "with trace.use_span(span):\n    Thread(target=lambda: #).start()",
    "a lambda for a module's thread": "with trace.use_span(span):\n    threading.Thread(target=lambda: #).start()",
    "a lambda for an executor": "with trace.use_span(span):\n    executor.submit(lambda: #)",
    "a lambda for an event loop's executor": """
        async def f():
            with trace.use_span(span):
                await loop.run_in_executor(None, lambda: #)
        """,
    "a lambda that is kept": "with trace.use_span(span):\n    callback = lambda: #",
    "a lambda that is returned": "def f():\n    with trace.use_span(span):\n        return lambda: #",
    "a function that is returned": """
        def f():
            with trace.use_span(span):
                def inner():
                    #
                return inner
        """,
    "a function that is kept": """
        def f(self):
            with trace.use_span(span):
                def inner():
                    #
                self.callback = inner
        """,
    "a function for a thread": """
        def f(self):
            with trace.use_span(span):
                def inner():
                    #
                Thread(target=inner).start()
        """,
    "a function for an executor": """
        def f(self):
            with trace.use_span(span):
                def inner():
                    #
                executor.submit(inner)
        """,
    "a function that is also kept": """
        def f(self):
            with trace.use_span(span):
                def inner():
                    #
                inner()
                self.callback = inner
        """,
    "a method of a class made here": """
        with trace.use_span(span):
            class A:
                def f(self):
                    #
        """,
    "another library's span": "import somewhere\nwith somewhere.span('m'):\n    #",
    "a method of the project that is called as langfuse's": """
        class Client:
            def start_as_current_observation(self, name):
                return nullcontext()
        client = Client()
        with client.start_as_current_observation(name='m'):
            #
        """,
    "langfuse's observation that is not made current": """
        def f(client):
            with client.start_observation(name='m'):
                #
        """,
    "another library's decorator": "from games import observe\n@observe()\ndef f():\n    #",
    "what detach under another name ends": """
        from opentelemetry.context import attach as otel_attach, detach as otel_detach
        token = otel_attach(ctx)
        otel_detach(token)
        #
        """,
    "another function that an import gives a name of its own": (
        "from graphs import use_span as current\nwith current(span):\n    #"
    ),
    "a name that only looks like that of an import": (
        "from opentelemetry.trace import use_span as active\nwith current(span):\n    #"
    ),
}

ROOTS = {
    "attach(Context())": "token = attach(Context())\n#",
    "attach of an empty context in a name": "empty = Context()\ntoken = attach(empty)\n#",
    "attach(context.Context())": "token = context.attach(context.Context())\n#",
    "inside a try": "token = attach(Context())\ntry:\n    #\nfinally:\n    detach(token)",
    "attach of an invalid span": "token = attach(trace.set_span_in_context(trace.INVALID_SPAN))\n#",
}


@pytest.mark.parametrize("text", OPENED.values(), ids=OPENED)
def test_opened(text: str) -> None:
    assert judged(text) == "SPN003"


@pytest.mark.parametrize("text", NOT_OPENED.values(), ids=NOT_OPENED)
def test_not_opened(text: str) -> None:
    assert judged(text) in ("SPN001", "SPN002", "SPN006")  # SPN006 where the span itself is made current by hand


@pytest.mark.parametrize("text", ROOTS.values(), ids=ROOTS)
def test_declared_root(text: str) -> None:
    assert judged(text) == ""


def test_an_opener_inside_a_root_counts() -> None:
    assert judged("attach(Context())\nwith trace.use_span(span):\n    #") == "SPN003"


def test_a_root_inside_an_opener_counts() -> None:
    assert judged("with trace.use_span(span):\n    attach(Context())\n    #") == ""


def test_several_items_are_judged_each_by_those_before_it() -> None:
    text = "with tracer.start_as_current_span('a') as a, tracer.start_as_current_span('b') as b:\n    pass\n"
    assert found("a.py", text) == [(1, "SPN006"), (1, "SPN003")]


def test_stacked_decorators_are_judged_each_by_those_above_it() -> None:
    text = "@tracer.start_as_current_span('a')\n@tracer.start_as_current_span('b')\ndef f(): ...\n"
    assert found("a.py", text) == [(1, "SPN006"), (2, "SPN003")]


def test_the_message_names_the_opener_and_its_line() -> None:
    (only,) = diagnostics("a.py", "with tracer.start_as_current_span('m', ctx):\n    tracer.start_span('n')\n")
    (opener,) = only.related
    assert "relies on the `start_as_current_span` around it (line 1)" in only.message
    assert (opener.position.line, opener.position.column) == (1, 6)
