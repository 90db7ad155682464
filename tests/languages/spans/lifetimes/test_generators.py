"""SPN103 and SPN104: a generator may be left at a yield, unless what runs it resumes it in any case."""

from __future__ import annotations

import pytest

from spanlint.lint.diagnose import lint
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from tests.languages.spans.lifetimes.lifetime_case import CODES, assert_as_marked, notes, python, typescript
from tests.linting import diagnostics

_PYTHON = {
    "a generator in the function that takes some of its items": """
        def read(file, ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            def lines():
                yield from file
                span.end()
            return next(lines())
    """,
    "an end after the loop": """
        def run(items):
            span = tracer.start_span("x")  # SPN103
            for item in items:
                yield item
            span.end()
    """,
    "an end after the loop and in a handler": """
        def run(items):
            span = tracer.start_span("x")  # SPN103
            try:
                for item in items:
                    yield item
            except Exception:
                span.end()
                raise
            span.end()
    """,
    "another generator's items": """
        def run(items):
            span = tracer.start_span("x")  # SPN103
            yield from items
            span.end()
    """,
    "another generator's result": """
        def run(items):
            span = tracer.start_span("x")  # SPN103
            result = yield from items
            span.end()
            return result
    """,
    "an async generator": """
        async def run(items):
            span = tracer.start_span("x")  # SPN103
            for item in items:
                yield item
            span.end()
    """,
    "a handler that ends nothing": """
        def run(items):
            span = tracer.start_span("x")  # SPN103
            try:
                yield from items
                span.end()
            except GeneratorExit:
                pass
    """,
    "a decorated generator": """
        @app.get("/items")
        def run(items):
            span = tracer.start_span("x")  # SPN103
            yield from items
            span.end()
    """,
    "a generator in the function that starts the span": """
        def run(items):
            span = tracer.start_span("x")  # SPN103
            def stream():
                for item in items:
                    yield item
                span.end()
            return stream()
    """,
    "a generator in a function that handles its own failure": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            try:
                items = work()
            except Exception:
                span.end()
                raise
            def stream():
                for item in items:
                    yield item
                span.end()
            return stream()
    """,
    "a context manager": """
        @contextmanager
        def run():
            span = tracer.start_span("x")  # SPN103
            yield
            span.end()
    """,
    "a context manager that lends its span": """
        @contextlib.asynccontextmanager
        async def run():
            span = tracer.start_span("x")  # SPN103
            yield span
            span.end()
    """,
    "a context manager that lends its span and its token": """
        @contextmanager
        def run(ctx):
            span = tracer.start_span("x")  # SPN103
            token = attach(trace.set_span_in_context(span))  # SPN104
            yield span, token
            detach(token)
            span.end()
    """,
    "a context manager under another name": """
        def run():
            span = tracer.start_span("x")  # SPN103
            yield span
            span.end()
        step = contextmanager(run)
    """,
    "a handler of a context manager": """
        @contextmanager
        def run(log):
            span = tracer.start_span("x")  # SPN103
            try:
                yield span
                span.end()
            except ValueError:
                log()
    """,
    "a context manager that attaches": """
        @contextmanager
        def run(ctx):
            token = attach(ctx)  # SPN104
            yield
            detach(token)
    """,
    "a context manager that attaches values": """
        @contextmanager
        def run():
            token = attach(context.set_value("suppress", True))  # SPN104
            yield
            detach(token)
    """,
    "a dependency": """
        def run():
            span = tracer.start_span("x")  # SPN103
            yield span
            span.end()
        def route(span=Depends(run)):
            return span
    """,
    "a dependency of another file": """
        from fastapi import Request
        def run(request: Request):
            span = tracer.start_span("x")  # SPN103
            yield request
            span.end()
    """,
    "a yield after the end of another span": """
        def run(items):
            first = tracer.start_span("x")
            first.end()
            span = tracer.start_span("y")  # SPN103
            yield from items
            span.end()
    """,
}
_PYTHON_SILENT = {
    "a generator in the function that takes all of its items": """
        def read(file, ctx):
            span = tracer.start_span("x", context=ctx)
            def lines():
                yield from file
                span.end()
            return ", ".join(lines())
    """,
    "a finally": """
        def run(items):
            span = tracer.start_span("x")
            try:
                yield from items
            finally:
                span.end()
    """,
    "an end before the first yield": """
        def run(items):
            span = tracer.start_span("x")
            found = list(items)
            span.end()
            yield from found
    """,
    "a span for each step": """
        def run(items):
            for item in items:
                span = tracer.start_span("x")
                item.prepare()
                span.end()
                yield item
    """,
    "a handler of what closes it": """
        def run(items):
            span = tracer.start_span("x")
            try:
                yield from items
            except GeneratorExit:
                span.end()
                raise
            span.end()
    """,
    "a handler of every exception": """
        def run(items):
            span = tracer.start_span("x")
            try:
                yield from items
            except BaseException:
                span.end()
                raise
            span.end()
    """,
    "a fixture": """
        @pytest.fixture
        def run():
            span = tracer.start_span("x")
            yield span
            span.end()
    """,
    "a fixture with a scope": """
        @pytest_asyncio.fixture(scope="session")
        async def run():
            span = tracer.start_span("x")
            yield
            span.end()
    """,
    "a step of pytest-bdd": """
        @given(parsers.parse("a span"))
        def run():
            token = attach(context.set_value("k", 1))
            yield
            detach(token)
    """,
    "a hook of pytest": """
        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_call(item):
            span = tracer.start_span("x")
            yield
            span.end()
    """,
    "a coroutine of Twisted": """
        @inlineCallbacks
        def run(client):
            span = tracer.start_span("x")
            yield client.get()
            span.end()
    """,
    "a generator that gets values": """
        def run(request):
            span = tracer.start_span("x")
            response = yield request
            span.set_attribute("status", response.status)
            span.end()
    """,
    "a lifespan": """
        @contextlib.asynccontextmanager
        async def run(app):
            span = tracer.start_span("x")
            yield
            span.end()
        app = FastAPI(lifespan=run)
    """,
    "a test": """
        def test_run(items):
            span = tracer.start_span("x")
            yield from items
            span.end()
    """,
    "a context manager with a finally": """
        @contextmanager
        def run():
            span = tracer.start_span("x")
            try:
                yield span
            finally:
                span.end()
    """,
    "a context manager whose body ends the span": """
        @contextmanager
        def run():
            span = tracer.start_span("x")
            yield span
    """,
    "a span that the caller gets": """
        def run():
            span = tracer.start_span("x")
            yield span
            span.end()
    """,
    "a span that the caller gets with something else": """
        def run(items):
            span = tracer.start_span("x")
            for item in items:
                yield item, span
            span.end()
    """,
    "a context manager that lends what may keep the span": """
        @contextmanager
        def run(Recorder):
            span = tracer.start_span("x")
            yield Recorder(span)
            span.end()
    """,
    "a generator in the function, with a finally": """
        def run(items):
            span = tracer.start_span("x")
            def stream():
                try:
                    yield from items
                finally:
                    span.end()
            return stream()
    """,
    "a generator in the function, and other code that has the span": """
        def run(items, Stream):
            span = tracer.start_span("x")
            def stream():
                yield from items
                span.end()
            return Stream(stream(), span)
    """,
    "two generators in the function": """
        def run(items, is_quiet):
            span = tracer.start_span("x")
            def stream():
                yield from items
                span.end()
            def quiet():
                span.end()
                yield from ()
            return quiet() if is_quiet else stream()
    """,
    "a function in the function": """
        def run(items):
            span = tracer.start_span("x")
            def later(ready):
                if ready:
                    span.end()
            return later
    """,
}
_TYPESCRIPT = {
    "an end after the loop": """
        function* run(items) {
          const span = tracer.startSpan("x"); // SPN103
          for (const item of items) yield item;
          span.end();
        }
    """,
    "an end after the loop and in a catch": """
        async function* run(items) {
          const span = tracer.startSpan("x"); // SPN103
          try {
            for await (const item of items) {
              yield item;
            }
            span.end();
          } catch (error) {
            span.end();
            throw error;
          }
        }
    """,
    "a method": """
        class Source {
          async *[Symbol.asyncIterator]() {
            const span = tracer.startSpan("x"); // SPN103
            yield 1;
            span.end();
          }
        }
    """,
    "another generator's result": """
        function* run(items) {
          const span = tracer.startSpan("x"); // SPN103
          const result = yield* items;
          span.end();
          return result;
        }
    """,
    "a generator in the function that starts the span": """
        function run(items) {
          const span = tracer.startSpan("x"); // SPN103
          return (async function* () {
            try {
              for await (const item of items) yield item;
              span.end();
            } catch (error) {
              span.end();
              throw error;
            }
          })();
        }
    """,
}
_TYPESCRIPT_SILENT = {
    "a finally": """
        function* run(items) {
          const span = tracer.startSpan("x");
          try {
            yield* items;
          } finally {
            span.end();
          }
        }
    """,
    "an end before the first yield": """
        function* run(items) {
          const span = tracer.startSpan("x");
          const found = [...items];
          span.end();
          yield* found;
        }
    """,
    "a saga": """
        import { put } from "redux-saga/effects";
        export function* run(action) {
          const span = tracer.startSpan("x");
          yield put(action);
          span.end();
        }
    """,
    "a generator that gets values": """
        function* run(call) {
          const span = tracer.startSpan("x");
          const reply = yield call();
          span.setAttribute("reply", reply);
          span.end();
        }
    """,
    "a generator that another function runs": """
        const run = co.wrap(function* (call) {
          const span = tracer.startSpan("x");
          yield call();
          span.end();
        });
    """,
    "a generator that another function runs by its name": """
        function* run(call) {
          const span = tracer.startSpan("x");
          yield call();
          span.end();
        }
        takeEvery("START", run);
    """,
    "a test": """
        it("runs", function* () {
          const span = tracer.startSpan("x");
          yield 1;
          span.end();
        });
    """,
    "a generator in the function, with a finally": """
        function run(items) {
          const span = tracer.startSpan("x");
          async function* stream() {
            try {
              for await (const item of items) yield item;
            } finally {
              span.end();
            }
          }
          return stream();
        }
    """,
}


@pytest.mark.parametrize("body", [*_PYTHON.values(), *_PYTHON_SILENT.values()], ids=[*_PYTHON, *_PYTHON_SILENT])
def test_python(body: str) -> None:
    assert_as_marked("app.py", python(body))


@pytest.mark.parametrize(
    "body", [*_TYPESCRIPT.values(), *_TYPESCRIPT_SILENT.values()], ids=[*_TYPESCRIPT, *_TYPESCRIPT_SILENT]
)
def test_typescript(body: str) -> None:
    assert_as_marked("app.ts", typescript(body))


@pytest.mark.parametrize(
    ("path", "text", "said", "note"),
    [
        (
            "app.py",
            python(_PYTHON["an end after the loop"]),
            "is not ended if the caller stops iterating at the `yield`",
            "a generator that is closed is left here",
        ),
        (
            "app.ts",
            typescript(_TYPESCRIPT["an end after the loop"]),
            "is not ended if the caller stops iterating at the `yield`",
            "a generator that is closed is left here",
        ),
        (
            "app.py",
            python(_PYTHON["a context manager"]),
            "is not ended if the block that runs at the `yield` throws",
            "what the block throws leaves the function here",
        ),
        (
            "app.py",
            python(_PYTHON["a handler that ends nothing"]),
            "is not ended if the caller stops iterating and the handler continues",
            "this handler continues without it",
        ),
        (
            "app.py",
            python(_PYTHON["a handler of a context manager"]),
            "is not ended if the block that runs at the `yield` throws",
            "what the block throws leaves the function here",
        ),
    ],
)
def test_the_way_out_is_named(path: str, text: str, said: str, note: str) -> None:
    ((message, related),) = notes(path, text)
    exits = ("except GeneratorExit",) if "handler" in note else ("yield",)
    line = next(number for number, line in enumerate(text.split("\n"), 1) if any(word in line for word in exits))
    assert f"{said} (line {line})" in message
    assert related == [(line, note)]


def test_the_generator_that_ends_the_span_needs_the_finally() -> None:
    text = python(_PYTHON["a generator in the function that starts the span"])
    (finding,) = diagnostics("app.py", text, CODES)
    assert finding.help == "end `span` in a `finally` block"


@pytest.mark.parametrize(("names", "count"), [(("resumed",), 0), (("other",), 1)])
def test_the_configuration_names_what_resumes_a_generator(names: tuple[str, ...], count: int) -> None:
    text = python("""
        @project.resumed
        def run(items):
            span = tracer.start_span("x")
            yield from items
            span.end()
    """)
    source = decode("app.py", "python", text.encode())
    assert len(lint(source, Settings(CODES, context_manager_decorators=names)).diagnostics) == count


@pytest.mark.parametrize(("names", "count"), [(("resumed",), 0), (("other",), 1)])
def test_the_configuration_names_what_resumes_a_generator_that_attaches(names: tuple[str, ...], count: int) -> None:
    text = python("""
        @project.resumed
        def run(ctx):
            token = attach(ctx)
            yield
            detach(token)
    """)
    source = decode("app.py", "python", text.encode())
    codes = CODES | {"SPN102"}
    assert len(lint(source, Settings(codes, context_manager_decorators=names)).diagnostics) == count
