"""SPN103 in Python: what ends a span, what takes it out of the function's hands, and which paths pass both by."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, notes, python

_FINDINGS = {
    "a function that is called once and returns without an end": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            def body():
                result = work()
                if result is None:
                    return None
                span.end()
                return result
            return body()
    """,
    "a coroutine that is awaited once and may fail": """
        async def run(work):
            span = tracer.start_span("x")  # SPN103
            async def body():
                await work()
                span.end()
            await body()
    """,
    "a function that runs in a copy of the context": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            def body():
                if work():
                    span.end()
            contextvars.copy_context().run(body)
    """,
    "a function that is not called on one path": """
        def run(ready):
            span = tracer.start_span("x")  # SPN103
            def finish():
                span.end()
            if not ready:
                return None
            finish()
    """,
    "never": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            work()
    """,
    "dropped": """
        def run():
            tracer.start_span("x")  # SPN103
    """,
    "early return": """
        def run(ready):
            span = tracer.start_span("x")  # SPN103
            if not ready:
                return None
            span.end()
    """,
    "raise": """
        def run(ready):
            span = tracer.start_span("x")  # SPN103
            if not ready:
                raise ValueError("not ready")
            span.end()
    """,
    "raise that another handler takes": """
        def run(ready):
            span = tracer.start_span("x")  # SPN103
            try:
                if not ready:
                    raise ValueError("not ready")
            except ValueError:
                return
            span.end()
    """,
    "await": """
        async def run(work):
            span = tracer.start_span("x")  # SPN103
            result = await work()
            span.end()
            return result
    """,
    "async for": """
        async def run(stream):
            span = tracer.start_span("x")  # SPN103
            async for part in stream:
                print(part)
            span.end()
    """,
    "async with": """
        async def run(session):
            span = tracer.start_span("x")  # SPN103
            async with session:
                pass
            span.end()
    """,
    "await past a handler of another exception": """
        async def run(work):
            span = tracer.start_span("x")  # SPN103
            try:
                await work()
            except TimeoutError:
                pass
            span.end()
    """,
    "no else": """
        def run(ready):
            span = tracer.start_span("x")  # SPN103
            if ready:
                span.end()
    """,
    "one elif of three": """
        def run(kind):
            span = tracer.start_span("x")  # SPN103
            if kind == "a":
                span.end()
            elif kind == "b":
                pass
            else:
                span.end()
    """,
    "except that ends nothing": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            try:
                work()
                span.end()
            except Exception as error:
                print(error)
    """,
    "except that ends and else that does not": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            try:
                work()
            except Exception:
                span.end()
                raise
            else:
                print("done")
    """,
    "continue": """
        def run(jobs):
            for job in jobs:
                span = tracer.start_span("x")  # SPN103
                if job is None:
                    continue
                span.end()
    """,
    "break": """
        def run(jobs):
            for job in jobs:
                span = tracer.start_span("x")  # SPN103
                if job is None:
                    break
                span.end()
    """,
    "only in a loop that may be empty": """
        def run(jobs):
            span = tracer.start_span("x")  # SPN103
            for job in jobs:
                span.end()
                break
    """,
    "given another span": """
        def run():
            span = tracer.start_span("x")  # SPN103
            span = tracer.start_span("y")
            span.end()
    """,
    "match without a case for all": """
        def run(kind):
            span = tracer.start_span("x")  # SPN103
            match kind:
                case 1:
                    span.end()
                case 2:
                    span.end()
    """,
    "made current and not ended": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            with trace.use_span(span):
                work()
    """,
    "made current with end_on_exit=False": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            with trace.use_span(span, end_on_exit=False):
                work()
    """,
    "a context of it is attached": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            token = attach(trace.set_span_in_context(span))
            try:
                work()
            finally:
                detach(token)
    """,
    "a context of it is a parent": """
        def run():
            span = tracer.start_span("x")  # SPN103
            ctx = trace.set_span_in_context(span)
            tracer.start_span("y", context=ctx).end()
    """,
    "returned on one path": """
        def run(ready):
            span = tracer.start_span("x")  # SPN103
            if not ready:
                return None
            return span
    """,
    "passed on after an await": """
        async def run(work, finish):
            span = tracer.start_span("x")  # SPN103
            result = await work()
            finish(span, result)
    """,
    "a method of a class": """
        class Turn:
            def run(self):
                span = tracer.start_span("x")  # SPN103
                if self.ready:
                    return
                span.end()
    """,
    "a nested function has its own": """
        def outer():
            def run(ready):
                span = tracer.start_span("x")  # SPN103
                if ready:
                    span.end()
            return run
    """,
    "a nested function that only adds to it": """
        def run(work):
            span = tracer.start_span("x")  # SPN103
            def note(value):
                span.set_attribute("value", value)
            work(note)
    """,
    "the caller's exception handler is none": """
        def run(work):
            try:
                span = tracer.start_span("x")  # SPN103
                work()
                span.end()
            except Exception:
                return None
    """,
    "a finally without an end": """
        async def run(work, close):
            span = tracer.start_span("x")  # SPN103
            try:
                await work()
            finally:
                close()
            span.end()
    """,
    "an arm that calls what raises": """
        from typing import NoReturn
        def fail(kind: str) -> NoReturn:
            raise ValueError(kind)
        def run(kind):
            span = tracer.start_span("x")  # SPN103
            if kind == 1:
                span.end()
            else:
                return fail(kind)
    """,
    "an arm of another function": """
        def run(kind, assert_kind):
            span = tracer.start_span("x")  # SPN103
            match kind:
                case 1:
                    span.end()
                case _:
                    assert_kind(kind)
    """,
}
_SILENT = {
    "a function that is called once, and an end after it": """
        def run(work):
            span = tracer.start_span("x")
            def body():
                result = work()
                if result is not None:
                    span.end()
                return result
            if body() is None:
                span.end()
    """,
    "a function that is called until it ends the span": """
        def run(work):
            span = tracer.start_span("x")
            def body():
                if work():
                    span.end()
                    return True
            while not body():
                pass
    """,
    "a function that is called for each of several": """
        def run(works):
            span = tracer.start_span("x")
            def body(work):
                if work():
                    span.end()
            return [body(work) for work in works]
    """,
    "a coroutine that is handed on": """
        async def run(work, group):
            span = tracer.start_span("x")
            async def body():
                await work()
                span.end()
            group.start_soon(body())
    """,
    "a function that is decorated": """
        def run(work, repeated):
            span = tracer.start_span("x")
            @repeated
            def body():
                if work():
                    span.end()
            body()
    """,
    "a function that something else runs": """
        def run(work, pool):
            span = tracer.start_span("x")
            def body():
                if work():
                    span.end()
            pool.run(body)
    """,
    "a function that is called on each path": """
        def run(ready):
            span = tracer.start_span("x")
            def finish():
                span.end()
            if not ready:
                return finish()
            finish()
    """,
    "a function that other code may call": """
        def run(ready, queue):
            span = tracer.start_span("x")
            def finish():
                span.end()
            if not ready:
                return queue.append(finish)
            finish()
    """,
    "dropped at the top level": """
        tracer.start_span("x")
    """,
    "ended": """
        def run(work):
            span = tracer.start_span("x")
            work()
            span.end()
    """,
    "ended at once": """
        def run():
            tracer.start_span("x").end()
    """,
    "finally": """
        async def run(work):
            span = tracer.start_span("x")
            try:
                if work is None:
                    return None
                return await work()
            finally:
                span.end()
    """,
    "finally around a loop with jumps": """
        def run(jobs):
            for job in jobs:
                span = tracer.start_span("x")
                try:
                    if job is None:
                        continue
                    if job.last:
                        break
                    job()
                finally:
                    span.end()
    """,
    "except and else": """
        def run(work):
            span = tracer.start_span("x")
            try:
                work()
            except Exception:
                span.end()
                raise
            else:
                span.end()
    """,
    "with the span": """
        async def run(work):
            with tracer.start_span("x") as span:
                await work(span)
    """,
    "with the name": """
        async def run(work):
            span = tracer.start_span("x")
            with span:
                await work()
    """,
    "use_span that ends": """
        async def run(work):
            span = tracer.start_span("x")
            with trace.use_span(span, end_on_exit=True):
                await work()
    """,
    "start_as_current_span": """
        async def run(work):
            with tracer.start_as_current_span("x"):
                await work()
    """,
    "returned": """
        def run():
            span = tracer.start_span("x")
            span.set_attribute("a", 1)
            return span
    """,
    "returned at once": """
        def run():
            return tracer.start_span("x")
    """,
    "yielded": """
        @contextmanager
        def run():
            span = tracer.start_span("x")
            yield span
    """,
    "stored": """
        class Turn:
            def begin(self):
                span = tracer.start_span("x")
                self.span = span
    """,
    "stored at once": """
        class Turn:
            def begin(self):
                self.span = tracer.start_span("x")
    """,
    "in a dictionary": """
        def run(spans):
            span = tracer.start_span("x")
            spans["x"] = span
    """,
    "in a tuple": """
        def run():
            span = tracer.start_span("x")
            pair = (span, 1)
            return pair
    """,
    "passed on": """
        async def run(work):
            span = tracer.start_span("x")
            await work(span)
    """,
    "its end is passed on": """
        def run(task):
            span = tracer.start_span("x")
            task.add_done_callback(span.end)
    """,
    "under another name": """
        def run():
            span = tracer.start_span("x")
            other = span
            other.end()
    """,
    "a nested function ends it": """
        async def run(task, work):
            span = tracer.start_span("x")
            def done(_):
                span.end()
            task.add_done_callback(done)
            await work()
    """,
    "a lambda ends it": """
        def run(task):
            span = tracer.start_span("x")
            task.add_done_callback(lambda _: span.end())
    """,
    "a nested function from before": """
        def run(ready, work):
            span = None
            def finish():
                if span:
                    span.end()
            span = tracer.start_span("x")
            if ready:
                return work(finish)
            finish()
    """,
    "a context of it is passed on": """
        def run(work):
            span = tracer.start_span("x")
            ctx = trace.set_span_in_context(span)
            work(ctx)
    """,
    "global": """
        def run():
            global span
            span = tracer.start_span("x")
    """,
    "the module's own": """
        span = tracer.start_span("x")
    """,
    "conditional, and ended where it is there": """
        def run(traced, work):
            span = None
            if traced:
                span = tracer.start_span("x")
            try:
                work()
            finally:
                if span is not None:
                    span.end()
    """,
    "conditional expression": """
        def run(traced, work):
            span = tracer.start_span("x") if traced else None
            work()
            if span:
                span.end()
    """,
    "leaves where there is none": """
        def run(traced, work):
            span = tracer.start_span("x") if traced else None
            if span is None:
                return work()
            span.end()
    """,
    "asked twice": """
        def run(self, work):
            if self.traced:
                span = tracer.start_span("x")
            work()
            if self.traced:
                span.end()
    """,
    "asked twice, the other way round": """
        def run(self, work):
            if not self.traced:
                return work()
            span = tracer.start_span("x")
            if self.traced:
                span.end()
    """,
    "recording only": """
        def run(work):
            span = tracer.start_span("x")
            work()
            if span.is_recording():
                span.set_attribute("a", 1)
                span.end()
    """,
    "a finally that knows why": """
        def run(work):
            handed_on = False
            span = tracer.start_span("x")
            try:
                handed_on = work()
            finally:
                if not handed_on:
                    span.end()
    """,
    "an await that does not fail": """
        async def run(tasks):
            span = tracer.start_span("x")
            await asyncio.sleep(1)
            await asyncio.gather(*tasks, return_exceptions=True)
            span.end()
    """,
    "an await in a finally": """
        async def run(work, close):
            span = tracer.start_span("x")
            try:
                work()
            finally:
                await close()
                span.end()
    """,
    "an await before it": """
        async def run(work):
            await work()
            span = tracer.start_span("x")
            span.end()
    """,
    "exceptions are swallowed": """
        async def run(work):
            span = tracer.start_span("x")
            with contextlib.suppress(BaseException):
                await work()
            span.end()
    """,
    "every exception is handled": """
        async def run(work):
            span = tracer.start_span("x")
            try:
                await work()
            except BaseException as error:
                span.record_exception(error)
            span.end()
    """,
    "the program ends": """
        def run(ready):
            span = tracer.start_span("x")
            if not ready:
                sys.exit(1)
            span.end()
    """,
    "an endless loop": """
        def run(jobs):
            while True:
                span = tracer.start_span("x")
                jobs.run()
                span.end()
    """,
    "a loop's else": """
        def run(jobs):
            span = tracer.start_span("x")
            for job in jobs:
                if job.ready:
                    span.end()
                    break
            else:
                span.end()
    """,
    "every case": """
        def run(kind):
            span = tracer.start_span("x")
            match kind:
                case 1:
                    span.end()
                case _:
                    span.end()
    """,
    "an arm that cannot run": """
        from typing import assert_never
        def run(kind):
            span = tracer.start_span("x")
            match kind:
                case 1:
                    span.end()
                case _:
                    assert_never(kind)
    """,
    "an arm that cannot run, of the file": """
        from typing import NoReturn
        def impossible(kind: NoReturn) -> NoReturn:
            raise AssertionError(kind)
        def run(kind):
            span = tracer.start_span("x")
            if kind == 1:
                span.end()
            else:
                return impossible(kind)
    """,
    "only the span's own calls in a try": """
        def run():
            try:
                span = tracer.start_span("x")
                span.set_attribute("a", 1)
                span.end()
            except Exception:
                pass
    """,
    "a span of a library that is not judged": """
        import elasticapm
        def run():
            span = elasticapm.get_client().start_span("x")
    """,
    "a tracer that is none": """
        class Metrics:
            def run(self, work):
                done = self._tracer_metrics.start_span("x")
                if work:
                    return
                work(done)
    """,
    "a test": """
        async def test_run(work):
            span = tracer.start_span("x")
            await work()
            span.end()
    """,
    "a test that returns early": """
        def test_run(ready):
            span = tracer.start_span("x")
            if not ready:
                return
            span.end()
    """,
    "a test that never ends it": """
        class TestRun:
            def check(self):
                span = tracer.start_span("x")
                assert span.is_recording()
    """,
}


@pytest.mark.parametrize("text", _FINDINGS.values(), ids=_FINDINGS)
def test_span_that_is_not_ended(text: str) -> None:
    assert "# SPN103" in text
    assert_as_marked("app.py", python(text))


@pytest.mark.parametrize("text", _SILENT.values(), ids=_SILENT)
def test_silence(text: str) -> None:
    assert "# SPN103" not in text
    assert_as_marked("app.py", python(text))


def test_note_stands_where_the_function_is_left() -> None:
    text = python(_FINDINGS["early return"])
    (message, related), *_ = notes("app.py", text)
    assert "when the function returns (line 12)" in message
    assert related == [(12, "the function returns here")]


def test_note_of_an_await() -> None:
    ((message, related),) = notes("app.py", python(_FINDINGS["await"]))
    assert "if the awaited operation fails" in message
    assert related == [(11, "this may fail")]


def test_note_of_a_handler() -> None:
    ((message, related),) = notes("app.py", python(_FINDINGS["except that ends nothing"]))
    assert "if a call throws and the handler continues" in message
    assert related == [(14, "this handler continues without it")]


def test_note_of_a_missing_else_names_the_condition() -> None:
    ((_, related),) = notes("app.py", python(_FINDINGS["no else"]))
    assert related == [(11, "one path from here leaves it out")]


def test_note_of_a_loop_names_the_jump() -> None:
    ((_, related),) = notes("app.py", python(_FINDINGS["continue"]))
    assert related == [(13, "replaced here")]


def test_what_is_written_out_is_named_before_what_may_fail() -> None:
    text = """
        async def run(work, ready):
            span = tracer.start_span("x")
            await work()
            if ready:
                return
            span.end()
    """
    ((message, _),) = notes("app.py", python(text))
    assert "returns" in message


def test_many_conditions_do_not_take_long() -> None:
    asked = "".join(f"    if a{number}:\n        work()\n    if a{number}:\n        work()\n" for number in range(40))
    text = f"def run(work):\n    span = tracer.start_span('x')\n{asked}    span.end()\n"
    assert notes("app.py", python(text)) == []


def test_a_helper_of_the_same_file_that_only_looks_is_no_escape() -> None:
    text = """
        def note(span, value):
            span.set_attribute("value", value)

        def keep(span, spans):
            spans.append(span)

        def one(ready):
            span = tracer.start_span("x")  # SPN103
            note(span, ready)
            if not ready:
                return
            span.end()

        def two(ready, spans):
            span = tracer.start_span("x")
            keep(span, spans)
            if not ready:
                return
            span.end()

        class Turn:
            def _note(self, span):
                span.set_attribute("value", 1)

            def run(self, ready):
                span = tracer.start_span("x")  # SPN103
                self._note(span=span)
                if ready:
                    span.end()
    """
    assert_as_marked("app.py", python(text))
