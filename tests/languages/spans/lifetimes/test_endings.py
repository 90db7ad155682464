"""SPN103: reasons why a span need not be ended here, each beside what looks the same and is reported."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, python, typescript
from tests.linting import diagnostics

_PYTHON = {
    "a loop over what is at hand": """
        def run(ctx, low, high):
            span = tracer.start_span("x", context=ctx)
            total = 0
            bounds = [low, high]
            try:
                for bound in bounds:
                    total += bound
                span.end()
            except TypeError:
                total = None
            return total
    """,
    "a loop that may throw at each item": """
        def run(ctx, chunks):
            span = tracer.start_span("x", context=ctx)  # SPN103
            total = 0
            try:
                for chunk in chunks:
                    total += chunk
                span.end()
            except TypeError:
                total = None
            return total
    """,
    "a loop that may throw at each item, and an end for that": """
        def run(ctx, chunks):
            span = tracer.start_span("x", context=ctx)
            total = 0
            try:
                for chunk in chunks:
                    total += chunk
            except TypeError:
                total = None
            span.end()
            return total
    """,
    "an invalid span context": """
        def run(work, parent):
            span = tracer.start_span("x", context=parent)
            made = span.get_span_context()
            if not made.is_valid:
                return None
            work()
            span.end()
    """,
    "an invalid span": """
        def run(work, parent):
            span = tracer.start_span("x", context=parent)
            if not span.get_span_context().is_valid:
                return None
            work()
            span.end()
    """,
    "something else that is invalid": """
        def run(work, parent):
            span = tracer.start_span("x", context=parent)  # SPN103
            made = work.get_span_context()
            if not made.is_valid:
                return None
            work()
            span.end()
    """,
    "a description in place of a name": """
        def begin(job):
            options = {"name": "job", "tags": {"job": job}}
            other.tracer.start_span(options)
    """,
    "a name by a name": """
        def begin(job):
            name = f"job {job}"
            other.tracer.start_span(name)  # SPN103
    """,
    "a context that a returned function has": """
        def begin(parent, run):
            span = tracer.start_span("x", context=parent)
            ctx = trace.set_span_in_context(span, parent)
            def later():
                token = attach(ctx)
                try:
                    run()
                finally:
                    detach(token)
            return later
    """,
    "a context that only this function has": """
        def begin(parent, run):
            span = tracer.start_span("x", context=parent)  # SPN103
            ctx = trace.set_span_in_context(span, parent)
            token = attach(ctx)
            try:
                run()
            finally:
                detach(token)
    """,
    "a flag that a nested function sets": """
        def begin(done, hooks, parent):
            span = tracer.start_span("x", context=parent)
            called = False
            def callback():
                nonlocal called
                called = True
                done(span)
            if hooks:
                hooks.add(callback)
            if not called:
                span.end()
    """,
    "a flag that the function sets": """
        def begin(hooks, parent):
            span = tracer.start_span("x", context=parent)  # SPN103
            called = False
            if hooks:
                called = hooks.run()
            if not called:
                span.end()
    """,
    "left open, and ended on one path": """
        def note(lines):
            with tracer.start_as_current_span("x", end_on_exit=False) as span:  # SPN103
                if not lines:
                    span.end()
    """,
    "left open, and perhaps ended by what is called": """
        def note(lines):
            with tracer.start_as_current_span("x", end_on_exit=False) as span:
                span.set_attribute("lines", lines)
                lines.read()
    """,
    "left open, and ended": """
        def note(lines):
            with tracer.start_as_current_span("x", end_on_exit=False) as span:
                lines()
            span.end()
    """,
    "left open, and given away": """
        def note(lines):
            with tracer.start_as_current_span("x", end_on_exit=False) as span:
                return lines(span)
    """,
    "left open, without a name": """
        def note(lines):
            with tracer.start_as_current_span("x", end_on_exit=False):
                trace.get_current_span().end()
    """,
    "ended by its `with`": """
        def note(lines):
            with tracer.start_as_current_span("x") as span:
                span.set_attribute("lines", lines)
            with tracer.start_as_current_span("x", end_on_exit=True) as span:
                span.set_attribute("lines", lines)
    """,
    "bookkeeping before the end": """
        def run(work, parent, stop):
            try:
                span = tracer.start_span("x", context=parent)
                try:
                    work()
                finally:
                    stop()
                    span.end()
            except ImportError:
                return None
    """,
    "work before the end, in a test": """
        def test_run(work):
            try:
                span = tracer.start_span("x")
                work()
                span.end()
            except ImportError:
                work.failed = True
    """,
    "work before the end": """
        def run(work, parent):
            try:
                span = tracer.start_span("x", context=parent)  # SPN103
                work()
                span.end()
            except ImportError:
                return None
    """,
}
_TYPESCRIPT = {
    "a loop over what is at hand": """
        function run(low, high) {
          const span = tracer.startSpan("x", {}, ctx);
          let total = 0;
          const bounds = [low, high];
          try {
            for (const bound of bounds) total += bound;
            span.end();
          } catch {
            total = -1;
          }
          return total;
        }
    """,
    "a loop that may throw at each item": """
        function run(chunks) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          let total = 0;
          try {
            for (const chunk of chunks) total += chunk;
            span.end();
          } catch {
            total = -1;
          }
          return total;
        }
    """,
    "a loop over names": """
        function run(sizes) {
          const span = tracer.startSpan("x", {}, ctx);
          let total = 0;
          try {
            for (const name in sizes) total += sizes[name];
            span.end();
          } catch {
            total = -1;
          }
          return total;
        }
    """,
    "an invalid span context": """
        function run(work, parent) {
          const span = tracer.startSpan("x", {}, parent);
          const made = span.spanContext();
          if (!isSpanContextValid(made)) return;
          work();
          span.end();
        }
    """,
    "something else that is invalid": """
        function run(work, parent) {
          const span = tracer.startSpan("x", {}, parent); // SPN103
          const made = work.spanContext();
          if (!isSpanContextValid(made)) return;
          span.end();
        }
    """,
    "a description in place of a name": """
        function begin(other, job) {
          const options = { name: "job", tags: { job } };
          other.tracer.startSpan(options);
        }
    """,
    "a name by a name": """
        function begin(other, job) {
          const name = `job ${job}`;
          other.tracer.startSpan(name); // SPN103
        }
    """,
    "what cannot fail": """
        async function run(parent) {
          const span = tracer.startSpan("x", {}, parent);
          await Promise.resolve();
          await Promise.resolve(new Promise((resolve) => setTimeout(resolve, 5)));
          span.end();
        }
    """,
    "what may be a promise that fails": """
        async function run(parent, work) {
          const span = tracer.startSpan("x", {}, parent); // SPN103
          await Promise.resolve(work());
          span.end();
        }
    """,
    "a function that only waits": """
        function pause(ms) {
          return new Promise((resolve) => setTimeout(resolve, ms));
        }
        const rest = async () => {
          console.log("resting");
          await pause(5);
        };
        async function run(parent) {
          const span = tracer.startSpan("x", {}, parent);
          await pause(20);
          await rest();
          span.end();
        }
    """,
    "a function that may reject": """
        function pause(ms) {
          return new Promise((resolve, reject) => setTimeout(ms ? resolve : reject, ms));
        }
        async function run(parent) {
          const span = tracer.startSpan("x", {}, parent); // SPN103
          await pause(20);
          span.end();
        }
    """,
    "a function that throws": """
        async function pause(ms) {
          if (!ms) throw new Error("no time");
        }
        async function run(parent) {
          const span = tracer.startSpan("x", {}, parent); // SPN103
          await pause(20);
          span.end();
        }
    """,
    "a function that asks elsewhere": """
        async function pause(client) {
          await client.pause();
        }
        async function run(parent, client) {
          const span = tracer.startSpan("x", {}, parent); // SPN103
          await pause(client);
          span.end();
        }
    """,
    "a handler that goes on, in a test": """
        it("runs", () => {
          const span = tracer.startSpan("x");
          try {
            work();
            span.end();
          } catch (error) {
            assert.ifError(error);
          }
        });
    """,
    "a handler that goes on": """
        function run() {
          const span = tracer.startSpan("x"); // SPN103
          try {
            work();
            span.end();
          } catch (error) {
            report(error);
          }
        }
    """,
    "a context that a returned function has": """
        function wrap(work, parent) {
          return tracer.startActiveSpan("x", {}, parent, (root) => {
            const ctx = trace.setSpan(parent, root);
            return (...args) => context.with(ctx, () => work(...args));
          });
        }
    """,
    "a context that only this function has": """
        function wrap(work, parent) {
          return tracer.startActiveSpan("x", {}, parent, (root) => { // SPN103
            const ctx = trace.setSpan(parent, root);
            return context.with(ctx, () => work());
          });
        }
    """,
    "a flag that a nested function sets": """
        function run(args, done, original, parent) {
          const span = tracer.startSpan("x", {}, parent);
          let called = false;
          if (args.callback) {
            args.callback = function () { called = true; return done(span); };
          }
          const result = original(args);
          if (called === false) span.end();
          return result;
        }
    """,
    "a flag that a nested function sets, which has no span": """
        function outer() {
          function run(hooks, original, parent) {
            const span = tracer.startSpan("x", {}, parent); // SPN103
            let called = false;
            called = original(hooks);
            if (called === false) span.end();
          }
          return run;
        }
    """,
    "a flag that the function sets": """
        function run(args, original, parent) {
          const span = tracer.startSpan("x", {}, parent); // SPN103
          let called = false;
          if (args.callback) {
            called = true;
          }
          const result = original(args);
          if (called === false) span.end();
          return result;
        }
    """,
}


@pytest.mark.parametrize("text", _PYTHON.values(), ids=_PYTHON)
def test_reason(text: str) -> None:
    assert_as_marked("app.py", python(text))


@pytest.mark.parametrize("text", _TYPESCRIPT.values(), ids=_TYPESCRIPT)
def test_reason_in_typescript(text: str) -> None:
    assert_as_marked("app.ts", typescript(text))


@pytest.mark.parametrize(
    ("last", "help_text"),
    [
        ("span.end()\n                return span", "end `span` in a `finally` block"),
        ("return span", "too early, before the code that is meant to"),
    ],
    ids=["ended and returned", "left to the caller"],
)
def test_what_is_returned_once_it_has_ended_is_left_to_nobody(last: str, help_text: str) -> None:
    body = f"""
        def run(work):
            span = tracer.start_span("x")
            try:
                if work is None:
                    span.end()
                    return None
                work()
                {last}
            except ValueError:
                return None
    """
    (finding,) = diagnostics("app.py", python(body), frozenset({"SPN103"}))
    assert help_text in finding.help
