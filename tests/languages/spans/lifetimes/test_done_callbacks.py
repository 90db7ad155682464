"""SPN103: spans that a future's callback, or a function that a callback calls, ends on some of its paths only."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, notes, python, typescript

_DONE = """
        def done(span, future):
            if future.cancelled():
                return
            span.end()
"""
_PYTHON = {
    "a partial": f"""{_DONE}
        def run(ctx, future):
            span = tracer.start_span("x", context=ctx)  # SPN103
            future.add_done_callback(functools.partial(done, span))
    """,
    "a partial of a method, by keyword": """
        class Runner:
            def done(self, future, span=None):
                if future.exception() is None:
                    span.end()
            def run(self, ctx, future):
                span = tracer.start_span("x", context=ctx)  # SPN103
                future.add_done_callback(functools.partial(self.done, span=span))
    """,
    "a partial of what never ends it": """
        def done(span, future):
            span.add_event("done")
        def run(ctx, future):
            span = tracer.start_span("x", context=ctx)  # SPN103
            future.add_done_callback(functools.partial(done, span))
    """,
    "a partial of what always ends it": """
        def done(span, future):
            if future.cancelled():
                span.add_event("cancelled")
            span.end()
        def run(ctx, future):
            span = tracer.start_span("x", context=ctx)
            future.add_done_callback(functools.partial(done, span))
    """,
    "a partial that is kept": f"""{_DONE}
        def run(ctx, keep):
            span = tracer.start_span("x", context=ctx)
            keep(functools.partial(done, span))
    """,
    "a partial of another kind": f"""{_DONE}
        def run(ctx, future, partial):
            span = tracer.start_span("x", context=ctx)
            future.add_done_callback(partial(done, span))
    """,
    "a lambda": f"""{_DONE}
        def run(ctx, future):
            span = tracer.start_span("x", context=ctx)  # SPN103
            future.add_done_callback(lambda done_future: done(span, done_future))
    """,
    "a lambda that others may run": f"""{_DONE}
        def run(ctx, keep):
            span = tracer.start_span("x", context=ctx)
            keep(lambda future: done(span, future))
    """,
    "lambdas of two futures": f"""{_DONE}
        def run(ctx, future, other):
            span = tracer.start_span("x", context=ctx)
            future.add_done_callback(lambda done_future: done(span, done_future))
            other.add_done_callback(lambda done_future: done(span, done_future))
    """,
    "a function within the function": """
        def run(ctx, future):
            span = tracer.start_span("x", context=ctx)  # SPN103
            def done(future):
                if future.cancelled():
                    return
                span.end()
            future.add_done_callback(done)
    """,
    "a function within the function that always ends it": """
        def run(ctx, future):
            span = tracer.start_span("x", context=ctx)
            def done(future):
                if future.cancelled():
                    span.add_event("cancelled")
                span.end()
            future.add_done_callback(done)
    """,
    "a function within the function that is kept": """
        def run(ctx, keep):
            span = tracer.start_span("x", context=ctx)
            def done(future):
                if future.cancelled():
                    return
                span.end()
            keep(done)
    """,
}
_TYPESCRIPT = {
    "a callback that hands it to what may not end it": """
        function finish(span: Span, error: Error | null) {
          if (error) return;
          span.end();
        }
        export function load(ctx: Context, path: string) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          readFile(path, (err, text) => { finish(span, err); });
        }
    """,
    "a callback that hands it to what ends it": """
        function finish(span: Span, error: Error | null) {
          if (error) span.recordException(error);
          span.end();
        }
        export function load(ctx: Context, path: string) {
          const span = tracer.startSpan("x", {}, ctx);
          readFile(path, (err, text) => { finish(span, err); });
        }
    """,
    "a listener that hands it to what may not end it": """
        function finish(span: Span, error: Error | null) {
          if (error) return;
          span.end();
        }
        export function load(ctx: Context, stream: Stream) {
          const span = tracer.startSpan("x", {}, ctx);
          stream.on("close", (err) => { finish(span, err); });
        }
    """,
}


@pytest.mark.parametrize("text", _PYTHON.values(), ids=_PYTHON)
def test_callbacks_of_futures(text: str) -> None:
    assert_as_marked("app.py", python(text).replace("import ", "import functools\nimport ", 1))


@pytest.mark.parametrize("text", _TYPESCRIPT.values(), ids=_TYPESCRIPT)
def test_callbacks_in_typescript(text: str) -> None:
    assert_as_marked("app.ts", typescript(text))


def test_the_note_leads_into_the_callback() -> None:
    text = python(_PYTHON["a partial"]).replace("import ", "import functools\nimport ", 1)
    ((message, related),) = notes("app.py", text)
    assert message.startswith("`span` is not ended by `done` when the function returns")
    assert [said for _, said in related] == ["the function returns here"]
