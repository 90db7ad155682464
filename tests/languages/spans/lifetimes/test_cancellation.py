"""SPN103 and SPN104: a cancelled task leaves a function at an await, and passes by `except Exception`."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import CODES, assert_as_marked, notes, python, typescript
from tests.linting import diagnostics

_REPORTED = {
    "a comprehension that waits for items": """
        async def run(rows):
            span = tracer.start_span("x")  # SPN103
            try:
                found = [row async for row in rows]
            except Exception:
                found = []
            span.end()
            return found
    """,
    "an end in the handler and after it": """
        async def run(work):
            span = tracer.start_span("x")  # SPN103
            try:
                reply = await work()
                span.end()
                return reply
            except Exception as error:
                span.record_exception(error)
                span.end()
                raise
    """,
    "an end after the handler": """
        async def run(work, log):
            span = tracer.start_span("x")  # SPN103
            try:
                await work()
            except Exception as error:
                log(error)
            span.end()
    """,
    "a detach in the handler and after it": """
        async def run(work, ctx):
            token = attach(ctx)  # SPN104
            try:
                reply = await work()
            except Exception:
                detach(token)
                raise
            detach(token)
            return reply
    """,
    "a handler of some classes": """
        async def run(work):
            span = tracer.start_span("x")  # SPN103
            try:
                await work()
            except (ValueError, Exception):
                pass
            span.end()
    """,
    "a cancellation that another handler lets go": """
        async def run(work):
            span = tracer.start_span("x")  # SPN103
            try:
                await work()
            except asyncio.CancelledError:
                raise
            except Exception:
                pass
            span.end()
    """,
    "an async for": """
        async def run(items):
            span = tracer.start_span("x")  # SPN103
            try:
                async for item in items:
                    item()
            except Exception:
                pass
            span.end()
    """,
    "an async with": """
        async def run(session):
            span = tracer.start_span("x")  # SPN103
            try:
                async with session:
                    pass
            except Exception:
                pass
            span.end()
    """,
    "a manager that suppresses an Exception": """
        async def run(work):
            span = tracer.start_span("x")  # SPN103
            with contextlib.suppress(Exception):
                await work()
            span.end()
    """,
    "a finally that ends nothing": """
        async def run(work, timer):
            span = tracer.start_span("x")  # SPN103
            try:
                await work()
            except Exception:
                pass
            finally:
                timer.stop()
            span.end()
    """,
    "a handler of every exception around another span": """
        async def run(work):
            try:
                span = tracer.start_span("x")  # SPN103
                try:
                    await work()
                except Exception:
                    pass
                span.end()
            except BaseException:
                raise
    """,
    "an asynchronous manager": """
        @contextlib.asynccontextmanager
        async def run():
            span = tracer.start_span("x")  # SPN103
            try:
                yield
                span.end()
            except Exception:
                span.end()
                raise
    """,
    "a manager that is entered around an await": """
        @contextmanager
        def step():
            span = tracer.start_span("x")  # SPN103
            try:
                yield
                span.end()
            except Exception:
                span.end()
                raise
        async def run(work):
            with step():
                await work()
    """,
    "a function that another calls": """
        async def run(work, ctx):
            token = attach(ctx)  # SPN104
            try:
                await work()
            except Exception:
                pass
            detach(token)
        async def main(work, ctx):
            await run(work, ctx)
    """,
}
_SILENT = {
    "a comprehension that waits for nothing": """
        async def run(rows):
            span = tracer.start_span("x")
            try:
                found = [row for row in rows]
                later = (row async for row in rows)
            except Exception:
                found = later = []
            span.end()
            return found, later
    """,
    "a finally": """
        async def run(work):
            span = tracer.start_span("x")
            try:
                await work()
            except Exception as error:
                span.record_exception(error)
                raise
            finally:
                span.end()
    """,
    "a handler of every exception": """
        async def run(work):
            span = tracer.start_span("x")
            try:
                await work()
            except BaseException:
                span.end()
                raise
            span.end()
    """,
    "a handler without a class": """
        async def run(work):
            span = tracer.start_span("x")
            try:
                await work()
            except:
                pass
            span.end()
    """,
    "a handler of the cancellation": """
        async def run(work):
            span = tracer.start_span("x")
            try:
                await work()
            except (asyncio.CancelledError, Exception):
                pass
            span.end()
    """,
    "a clause of its own for the cancellation": """
        async def run(work):
            span = tracer.start_span("x")
            try:
                await work()
            except asyncio.CancelledError:
                span.end()
                raise
            except Exception:
                pass
            span.end()
    """,
    "an outer handler": """
        async def run(work):
            span = tracer.start_span("x")
            try:
                try:
                    await work()
                except Exception:
                    pass
                span.end()
            except BaseException:
                span.end()
                raise
    """,
    "classes that a name stands for": """
        async def run(work, failures):
            span = tracer.start_span("x")
            try:
                await work()
            except (failures, Exception):
                pass
            span.end()
    """,
    "classes that a function returns": """
        async def run(work):
            span = tracer.start_span("x")
            try:
                await work()
            except anyio.get_cancelled_exc_class():
                span.end()
                raise
            except Exception:
                pass
            span.end()
    """,
    "an await that never fails": """
        async def run():
            span = tracer.start_span("x")
            try:
                await asyncio.sleep(1)
            except Exception:
                pass
            span.end()
    """,
    "no await": """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception:
                pass
            span.end()
    """,
    "an await after the end": """
        async def run(work):
            span = tracer.start_span("x")
            span.end()
            try:
                await work()
            except Exception:
                pass
    """,
    "a test": """
        async def test_run(work):
            span = tracer.start_span("x")
            try:
                await work()
            except Exception:
                pass
            span.end()
    """,
    "a manager that nothing cancels": """
        @contextmanager
        def run():
            span = tracer.start_span("x")
            try:
                yield
                span.end()
            except Exception:
                span.end()
                raise
    """,
    "a task, which has the context alone": """
        async def run(work, ctx):
            token = attach(ctx)
            try:
                await work()
            except Exception:
                pass
            detach(token)
        async def main(work, ctx):
            asyncio.create_task(run(work, ctx))
    """,
    "values in the context": """
        async def run(work):
            token = attach(context.set_value("k", 1))
            try:
                await work()
            except Exception:
                pass
            detach(token)
    """,
}
_CAUGHT = """
async function run(work) {
  const span = tracer.startSpan("x");
  try {
    await work();
  } catch (error) {
    span.recordException(error);
  }
  span.end();
}
"""


@pytest.mark.parametrize("body", _REPORTED.values(), ids=_REPORTED)
def test_reported(body: str) -> None:
    assert_as_marked("app.py", python(body))


@pytest.mark.parametrize("body", _SILENT.values(), ids=_SILENT)
def test_silent(body: str) -> None:
    assert_as_marked("app.py", python(body))


def test_nothing_passes_by_a_catch() -> None:
    assert_as_marked("app.ts", typescript(_CAUGHT))


def test_the_await_and_what_it_passes_are_named() -> None:
    text = python(_REPORTED["an end after the handler"])
    ((message, related),) = notes("app.py", text)
    line = next(number for number, line in enumerate(text.split("\n"), 1) if "await" in line)
    assert f"is cancelled: `except Exception` lets CancelledError pass here (line {line})" in message
    assert related == [(line, "a cancellation leaves the function here")]


def test_a_span_that_is_left_to_other_code_is_ended_in_a_handler() -> None:
    body = """
        async def run(work, Stream):
            span = tracer.start_span("x")
            try:
                reply = await work()
            except Exception:
                span.end()
                raise
            return Stream(reply, span)
    """
    ((finding),) = diagnostics("app.py", python(body), CODES)
    assert finding.help.startswith("end `span` in an `except BaseException` too; a `finally` would do so too early")
