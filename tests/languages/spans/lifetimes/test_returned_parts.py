"""SPN103: spans that functions of the project return in tuples, each case beside its twin."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, python, typescript

_BEGIN = """
    def begin(label, ctx):
        span = tracer.start_span(label, context=ctx)
        token = attach(trace.set_span_in_context(span))
        return span, token
    def finish(span, token):
        detach(token)
        span.end()
"""
_PYTHON = {
    "ended on one path": """
        def run(ctx, work):
            span, token = begin("x", ctx)  # SPN103
            if not work():
                return
            finish(span, token)
    """,
    "ended in a `finally`": """
        def run(ctx, work):
            span, token = begin("x", ctx)
            try:
                work()
            finally:
                finish(span, token)
    """,
    "ended if another part says so": """
        def opened(ctx, is_own):
            return tracer.start_span("x", context=ctx), is_own
        def run(ctx, work):
            span, is_own = opened(ctx, work.is_own)
            work()
            if is_own:
                span.end()
    """,
    "never ended, but current": """
        def run(ctx, work):
            span, token = begin("x", ctx)
            work()
            detach(token)
    """,
    "stored": """
        def run(self, ctx):
            self.span, self.token = begin("x", ctx)
    """,
    "stored after it was taken out": """
        def run(self, ctx):
            span, token = begin("x", ctx)
            self.span = span
            if token:
                span.end()
    """,
    "kept as a tuple": """
        def run(ctx, work):
            both = begin("x", ctx)
            if work(both):
                both[0].end()
    """,
    "another part is what is ended": """
        def run(ctx, work):
            other, token = begin("x", ctx)[::-1]
            if work():
                other.end()
    """,
    "with a star beside it": """
        def run(ctx, work):
            span, *rest = begin("x", ctx)  # SPN103
            if work():
                span.end()
    """,
    "another number of names": """
        def run(ctx, work):
            span, token, number = begin("x", ctx)
            if work(number):
                span.end()
    """,
    "with a default beside it": """
        def maybe(ctx, is_on):
            if not is_on:
                return None, None
            return tracer.start_span("x", context=ctx), 1
        def run(ctx, work):
            span, number = maybe(ctx, work)
            if work():
                span.end()
    """,
    "awaited": """
        async def opened(ctx):
            return (tracer.start_span("x", context=ctx), 1)
        async def run(ctx, work):
            (span, number) = await opened(ctx)  # SPN103
            if work(number):
                span.end()
    """,
    "of a function that keeps it": """
        def opened(ctx, spans):
            span = tracer.start_span("x", context=ctx)
            spans.append(span)
            return span, 1
        def run(ctx, work):
            span, number = opened(ctx, work)
            if work(number):
                span.end()
    """,
}
_TYPESCRIPT = {
    "ended on one path": """
        function begin(ctx: any) {
          const span = tracer.startSpan("x", {}, ctx);
          return [span, trace.setSpan(ctx, span)] as const;
        }
        function run(ctx: any, work: any) {
          const [span, inner] = begin(ctx); // SPN103
          if (!work(inner)) return;
          span.end();
        }
    """,
    "ended in a `finally`": """
        function begin(ctx: any) {
          const span = tracer.startSpan("x", {}, ctx);
          return [span, trace.setSpan(ctx, span)];
        }
        function run(ctx: any, work: any) {
          const [span, inner] = begin(ctx);
          try {
            work(inner);
          } finally {
            span.end();
          }
        }
    """,
}


@pytest.mark.parametrize("case", _PYTHON)
def test_python(case: str) -> None:
    assert_as_marked("a.py", python(_BEGIN) + python(_PYTHON[case]).partition("\n\n")[2])


@pytest.mark.parametrize("case", _TYPESCRIPT)
def test_typescript(case: str) -> None:
    assert_as_marked("a.ts", typescript(_TYPESCRIPT[case]))
