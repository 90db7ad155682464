"""What SPN103 and SPN104 show: what passes the end by, and not the last return."""

from __future__ import annotations

import textwrap

import pytest

from tests.languages.spans.lifetimes.lifetime_case import CODES, notes, python, typescript
from tests.linting import diagnostics

_HANDLER, _BRANCH = "this handler continues without it", "one path from here leaves it out"
_RETURN, _PATH = "the function returns here", "some path skips this"
_PYTHON = {
    "a handler": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            try:
                work()
                span.end()
            except ValueError:  # here
                ready()
            return ready
        """,
        _HANDLER,
    ),
    "a handler of an await": (
        """
        async def run(work, ready):
            span = tracer.start_span("x")
            try:
                await work
                span.end()
            except Exception:  # here
                ready()
            ready()
            return ready
        """,
        _HANDLER,
    ),
    "a handler of what the function raises": (
        """
        def run(ready):
            span = tracer.start_span("x")
            try:
                if not ready:
                    raise ValueError(ready)
                span.end()
            except ValueError:  # here
                ready = 1
            return ready
        """,
        _HANDLER,
    ),
    "a handler around a finally": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            try:
                try:
                    work()
                    span.end()
                finally:
                    ready()
            except ValueError:  # here
                pass
            return ready
        """,
        _HANDLER,
    ),
    "a manager that suppresses": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            with contextlib.suppress(ValueError):  # here
                work()
                span.end()
            return ready
        """,
        _HANDLER,
    ),
    "a handler in a loop": (
        """
        def run(work, jobs):
            for job in jobs:
                try:
                    span = tracer.start_span("x")
                    work(job)
                    span.end()
                except ValueError:  # here
                    jobs.failed(job)
        """,
        _HANDLER,
    ),
    "a return of the handler": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            try:
                work()
                span.end()
            except ValueError:
                return None  # here
            return ready
        """,
        _RETURN,
    ),
    "a return of the handler, behind a loop in the body": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            try:
                for job in ready:
                    work(job)
                span.end()
            except ValueError:
                return None  # here
            return ready
        """,
        _RETURN,
    ),
    "a return of the handler, behind a condition in the body": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            try:
                if ready:
                    work()
                span.end()
            except ValueError:
                return None  # here
            return ready
        """,
        _RETURN,
    ),
    "a condition of the handler": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            try:
                work()
                span.end()
            except ValueError:
                if ready:  # here
                    span.end()
                return None
            return ready
        """,
        _BRANCH,
    ),
    "a condition": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            if ready:  # here
                span.end()
            if work:
                work()
            return ready
        """,
        _BRANCH,
    ),
    "a condition in a condition": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            if ready:
                span.end()
            elif work:  # here
                span.end()
            return ready
        """,
        _BRANCH,
    ),
    "an early return": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            if not ready:
                work()
                return None  # here
            span.end()
            return ready
        """,
        _RETURN,
    ),
    "a return behind one that ends it": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            if ready:
                span.end()
                return ready
            return None  # here
        """,
        _RETURN,
    ),
    "a return behind a throw": (
        """
        def run(work, ready):
            span = tracer.start_span("x")
            try:
                if not ready:
                    raise ValueError(ready)
                return ready  # here
            except ValueError:
                span.end()
                raise
        """,
        _RETURN,
    ),
    "a loop that may not run": (
        """
        def run(jobs):
            span = tracer.start_span("x")
            for job in jobs:
                span.end()  # here
                break
            return jobs
        """,
        _PATH,
    ),
    "a token": (
        """
        def run(ctx, ready, store):
            token = attach(trace.set_span_in_context(ctx))
            if ready:  # here
                detach(token)
            return ready
        """,
        _BRANCH,
    ),
}
_TYPESCRIPT = {
    "a handler": (
        """
        function run(work, name) {
          try {
            const span = tracer.startSpan("x");
            work();
            span.end();
          } catch { // here
            work.failed = true;
          }
          return name;
        }
        """,
        _HANDLER,
    ),
    "a case": (
        """
        function run(kind, name) {
          const span = tracer.startSpan("x");
          switch (kind) {
            case "a":
              span.end(); // here
              break;
            case "b":
              break;
          }
          return name;
        }
        """,
        _PATH,
    ),
    "a return of a case": (
        """
        function run(kind, name) {
          const span = tracer.startSpan("x");
          switch (kind) {
            case "a":
              return name; // here
            default:
              span.end();
          }
          return kind;
        }
        """,
        _RETURN,
    ),
    "a condition": (
        """
        function run(work, name) {
          const span = tracer.startSpan("x");
          if (name && // here
              work) {
            span.end();
          }
          return name;
        }
        """,
        _BRANCH,
    ),
}
_LATER = {
    "a callback": ("app.ts", "if (work) work.done = () => span.end();"),
    "a promise": ("app.ts", "if (work) work.then(() => 1).finally(() => span.end());"),
    "other code": ("app.ts", "if (work) work(span);"),
    "other code of Python": ("app.py", "if work:\n        work(span)"),
    "a callback of Python": ("app.py", "if work:\n        work.done = lambda: span.end()"),
    "a token": (
        "app.py",
        "token = attach(trace.set_span_in_context(span))\n    span.end()\n    if work:\n        work(token)",
    ),
}
_NOW = {
    "the function": ("app.ts", "if (work) span.end();"),
    "the function in Python": ("app.py", "if work:\n        span.end()"),
    "a callback that runs at once": (
        "app.ts",
        "context.with(trace.setSpan(context.active(), span), () => { if (work) span.end(); });",
    ),
    "a token": (
        "app.py",
        "token = attach(trace.set_span_in_context(span))\n    span.end()\n    if work:\n        detach(token)",
    ),
}


def _assert_shown(path: str, text: str, said: str) -> None:
    ((_, related),) = notes(path, text)
    line = next(number for number, line in enumerate(text.split("\n"), 1) if line.endswith(" here"))
    assert related == [(line, said)]


@pytest.mark.parametrize(("body", "said"), _PYTHON.values(), ids=_PYTHON)
def test_python(body: str, said: str) -> None:
    _assert_shown("app.py", python(body), said)


@pytest.mark.parametrize(("body", "said"), _TYPESCRIPT.values(), ids=_TYPESCRIPT)
def test_typescript(body: str, said: str) -> None:
    _assert_shown("app.ts", typescript(body), said)


def _helps(path: str, body: str) -> list[str]:
    if path.endswith(".py"):
        text = python(f"def run(work):\n    span = tracer.start_span('x')\n    {body}\n")
    else:
        text = typescript(f"function run(work) {{\n  const span = tracer.startSpan('x');\n  {body}\n}}\n")
    return [each.help for each in diagnostics(path, textwrap.dedent(text), CODES)]


@pytest.mark.parametrize(("path", "body"), _LATER.values(), ids=_LATER)
def test_no_finally_where_other_code_ends_it_later(path: str, body: str) -> None:
    (advice,) = _helps(path, body)
    assert "on this path too" in advice
    assert "in a `finally`" not in advice


@pytest.mark.parametrize(("path", "body"), _NOW.values(), ids=_NOW)
def test_a_finally_where_the_function_ends_it(path: str, body: str) -> None:
    (advice,) = _helps(path, body)
    assert "in a `finally` block" in advice
