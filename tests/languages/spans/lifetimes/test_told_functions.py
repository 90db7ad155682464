"""SPN103: functions of the project that end a span if the call tells them to, each case beside its twin."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, python, typescript

_CLOSE = """
    def failed(span, error):
        if error is not None:
            span.record_exception(error)
            span.end()
    def finished(span, error=None):
        if not error:
            span.end()
    def close(span, error=None, is_last=True):
        if error:
            span.record_exception(error)
        if is_last:
            span.end()
"""
_PYTHON = {
    "told that nothing has failed": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            try:
                work()
            except ValueError as error:
                failed(span, error)
                raise
            failed(span, None)
    """,
    "told that something has failed": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            try:
                work()
            except ValueError as error:
                failed(span, error)
                raise
            span.end()
    """,
    "told by a default": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            try:
                work()
            finally:
                finished(span)
    """,
    "told by an exception": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            try:
                work()
            except ValueError as error:
                finished(span, error)
                raise
            finished(span)
    """,
    "told not to end": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            close(span, is_last=False)
    """,
    "told to end": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            close(span, is_last=True)
    """,
    "told by a value that is not known": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            close(span, is_last=LAST)
    """,
    "told by further arguments that are not written out": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            close(span, **work)
    """,
    "the function decides again": """
        def decide(span, is_last):
            is_last = is_last or span.is_recording()
            if is_last:
                span.end()
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            decide(span, False)
    """,
}
_TYPESCRIPT = {
    "told that nothing has failed": """
        function failed(span: any, error: any) { if (error) { span.recordException(error); span.end(); } }
        function run(ctx: any, work: any) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          try { work(); } catch (error) { failed(span, error); throw error; }
          failed(span, undefined);
        }
    """,
    "told by a default": """
        function finished(span: any, error: any = null) { if (!error) { span.end(); } }
        function run(ctx: any, work: any) {
          const span = tracer.startSpan("x", {}, ctx);
          try { work(); } finally { finished(span); }
        }
    """,
}


@pytest.mark.parametrize("case", _PYTHON)
def test_python(case: str) -> None:
    assert_as_marked("a.py", python(_CLOSE) + python(_PYTHON[case]).partition("\n\n")[2])


@pytest.mark.parametrize("case", _TYPESCRIPT)
def test_typescript(case: str) -> None:
    assert_as_marked("a.ts", typescript(_TYPESCRIPT[case]))
