"""SPN103: spans that are handed to functions of the project, which borrow, end or keep them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint
from tests.languages.names.project_case import repository
from tests.languages.spans.lifetimes.lifetime_case import CODES, assert_as_marked, notes, python, typescript
from tests.linting import diagnostics

_PYTHON = {
    "a function that may leave what a handler would end": """
        def close(span, reply):
            if reply.usage is None:
                return
            span.end()
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            try:
                reply = work()
            except BaseException:
                span.end()
                raise
            close(span, reply)
            return reply
    """,
    "a function that may leave what the same condition ends": """
        def close(span, reply):
            if reply is None:
                return
            span.end()
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            reply = work()
            if reply is None:
                span.end()
            close(span, reply)
            return reply
    """,
    "a function that may leave what a `finally` ends": """
        def close(span, reply):
            if reply.usage is None:
                return
            span.end()
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            try:
                close(span, work())
            finally:
                span.end()
    """,
    "a handler's function that may leave what the other path ends": """
        def close(span, error):
            if error.is_quiet:
                return
            span.end()
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            try:
                work()
                span.end()
            except ValueError as err:
                close(span, err)
            except BaseException:
                span.end()
                raise
    """,
    "a function that a default tells to end it, and an error not to": """
        def close(span, error=None):
            if error is not None:
                span.record_exception(error)
                return
            span.end()
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            try:
                work()
            except ValueError as err:
                close(span, err)
                return
            close(span)
    """,
    "a function that ends it with and without an error": """
        def close(span, error=None):
            if error is not None:
                span.record_exception(error)
            span.end()
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            try:
                work()
            except ValueError as err:
                close(span, err)
                return
            close(span)
    """,
    "a function that a constant tells not to end it": """
        def close(span, keep):
            if keep:
                return
            span.end()
        def run(ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            close(span, True)
        def ended(ctx):
            span = tracer.start_span("x", context=ctx)
            close(span, False)
    """,
    "a function that gives it back to nobody": """
        def note(span, value):
            span.set_attribute("value", value)
            return span
        def run(ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            note(span, 1)
    """,
    "a function that gives it back to a name": """
        def note(span, value):
            span.set_attribute("value", value)
            return span
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            noted = note(span, 1)
            noted.end()
    """,
    "a function that gives it back, and keeps it": """
        def note(span, spans):
            spans.append(span)
            return span
        def run(ctx, spans):
            span = tracer.start_span("x", context=ctx)
            note(span, spans)
    """,
    "a function within a function that gives it back": """
        def note(span, later):
            def given():
                return span
            later(given)
        def run(ctx, later):
            span = tracer.start_span("x", context=ctx)
            note(span, later)
    """,
    "a class method that ends it on one path": """
        class Spans:
            @classmethod
            def close(cls, span, is_done):
                if is_done:
                    span.end()
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            Spans.close(span, work())
    """,
    "a class method that ends it": """
        class Spans:
            @classmethod
            def close(cls, span, is_done):
                span.end()
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            Spans.close(span, work())
    """,
    "a static method that the class calls": """
        class Spans:
            @staticmethod
            def note(span, value):
                span.set_attribute("value", value)
            @classmethod
            def run(cls, ctx, work):
                span = tracer.start_span("x", context=ctx)  # SPN103
                cls.note(span, work())
    """,
    "a method that the class calls with an object": """
        class Spans:
            def note(self, span):
                span.set_attribute("value", self)
            def close(span, self):
                span.end()
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            Spans.note(span, work())
    """,
    "a function that only borrows": """
        def note(span, value=None, *rest):
            span.set_attribute("value", value)
        def run(ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            note(span, value=1)
    """,
    "a function that keeps": """
        def note(span, spans):
            spans.append(span)
        def run(ctx, spans):
            span = tracer.start_span("x", context=ctx)
            note(span, spans)
    """,
    "a function that hands on to one that only borrows": """
        def label(span):
            span.set_attribute("value", 1)
        def note(span):
            label(span)
        def run(ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            note(span)
    """,
    "a function that hands on to one that is not known": """
        def note(span, label):
            label(span)
        def run(ctx, label):
            span = tracer.start_span("x", context=ctx)
            note(span, label)
    """,
    "a function that calls itself": """
        def note(span, depth):
            note(span, depth - 1)
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            note(span, 3)
    """,
    "a function that a closure of keeps it": """
        def note(span, hooks):
            hooks.add(lambda: span.end())
        def run(ctx, hooks):
            span = tracer.start_span("x", context=ctx)
            note(span, hooks)
    """,
    "a function that may have a span of its own": """
        def note(span=None):
            span.set_attribute("value", 1)
        def run(ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            note(span)
    """,
    "a decorated function": """
        @contextmanager
        def noted(span):
            span.set_attribute("value", 1)
            yield
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            noted(span)
    """,
    "stars": """
        def note(*spans):
            spans[0].set_attribute("value", 1)
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            note(span)
    """,
    "a hook": """
        class Turn:
            def on_span(self, span):
                pass
            def run(self, ctx):
                span = tracer.start_span("x", context=ctx)
                self.on_span(span)
    """,
    "a method": """
        class Turn:
            def note(self, span):
                span.set_attribute("value", 1)
            def run(self, ctx):
                span = tracer.start_span("x", context=ctx)  # SPN103
                self.note(span)
    """,
    "a method of another class": """
        class Notes:
            def note(self, span):
                span.set_attribute("value", 1)
        class Turn:
            def __init__(self):
                self.notes = Notes()
            def run(self, ctx):
                span = tracer.start_span("x", context=ctx)  # SPN103
                self.notes.note(span)
    """,
    "a method of one of two classes": """
        class Notes:
            def note(self, span):
                span.set_attribute("value", 1)
        class Turn:
            def __init__(self, notes):
                self.notes = notes or Notes()
            def run(self, ctx):
                span = tracer.start_span("x", context=ctx)
                self.notes.note(span)
    """,
    "ended on one path": """
        def fill(span, task, quiet):
            if not quiet:
                span.end()
        def run(ctx, task, quiet):
            span = tracer.start_span("x", context=ctx)  # SPN103
            fill(span, task, quiet)
    """,
    "ended on every path": """
        def fill(span, task, quiet):
            try:
                task(quiet)
            finally:
                span.end()
        def run(ctx, task, quiet):
            span = tracer.start_span("x", context=ctx)
            fill(span, task, quiet)
    """,
    "ended on every path of a call that some path skips": """
        def fill(span):
            span.end()
        def run(ctx, quiet):
            span = tracer.start_span("x", context=ctx)  # SPN103
            if quiet:
                return
            fill(span)
    """,
    "ended if it records": """
        def fill(span):
            if span.is_recording():
                span.end()
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            fill(span)
    """,
    "ended on one path, as the call says": """
        def fill(span, is_last=False):
            if is_last:
                span.end()
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            fill(span, is_last=True)
        def go_on(ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            fill(span)
    """,
    "ended on one path, as the call says by a constant": """
        LAST = "last"
        def fill(span, kind):
            match kind:
                case "last":
                    span.end()
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            fill(span, LAST)
    """,
    "ended by one of many calls": """
        def fill(span, part):
            if part.is_last:
                span.end()
        def run(ctx, parts):
            span = tracer.start_span("x", context=ctx)
            while True:
                fill(span, next(parts))
    """,
    "ended by one call of each round": """
        def fill(span, part):
            if part.is_last:
                span.end()
        def run(ctx, parts):
            for part in parts:
                span = tracer.start_span("x", context=ctx)  # SPN103
                fill(span, part)
    """,
    "ended on one path, or by the caller": """
        def fill(span, part):
            if part.is_last:
                span.end()
        def run(ctx, part):
            span = tracer.start_span("x", context=ctx)
            fill(span, part)
            if not part.is_last:
                span.end()
    """,
    "ended on one path, or kept": """
        def fill(span, part):
            if part.is_last:
                span.end()
        def run(ctx, part, spans):
            span = tracer.start_span("x", context=ctx)
            fill(span, part)
            spans.append(span)
    """,
}
_TYPESCRIPT = {
    "a function that ends it only without an error": """
        function close(span, error?: Error) {
          if (error) { span.recordException(error); return; }
          span.end();
        }
        export async function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          try { await work(); } catch (err) { close(span, err as Error); throw err; }
          close(span);
        }
        export async function ended(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx);
          try { await work(); } catch (err) { span.end(); throw err; }
          close(span);
        }
    """,
    "a function that ends it in both ways": """
        function close(span, error?: Error) {
          if (error) { span.recordException(error); span.end(); } else { span.end(); }
        }
        export async function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx);
          try { await work(); } catch (err) { close(span, err as Error); throw err; }
          close(span);
        }
    """,
    "a function that a constant tells to keep it": """
        function close(span, isLast = true) { if (isLast) span.end(); }
        export function kept(ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          close(span, false);
        }
        export function ended(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          close(span);
        }
    """,
    "a function that is told in a way that is not read": """
        function close(span, state) { if (state === "done") span.end(); }
        function shut(span, options) { if (options.last) span.end(); }
        export function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          close(span, "open");
          const other = tracer.startSpan("x", {}, ctx);
          shut(other, { last: false });
        }
    """,
    "a function that gives it back from a chain to nobody": """
        const note = (span, value) => span.setAttribute("value", value);
        async function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          note(span, 1);
          if (!(await ready())) return;
          span.end();
        }
    """,
    "a function that gives a promise of it to nobody": """
        async function note(span, value) {
          return span.setAttribute("value", await value);
        }
        async function run(ctx, value) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          await note(span, value);
        }
    """,
    "an arrow function that is nothing but a call of one that ends on some paths": """
        export const run = () => tracer.startActiveSpan("x", {}, ctx, (span) => pull(span)); // SPN103
        async function pull(span: Span) {
          if (!(await count())) return;
          span.end();
        }
    """,
    "an arrow function that is nothing but a call of one that ends": """
        export const run = () => tracer.startActiveSpan("x", {}, ctx, (span) => pull(span));
        async function pull(span: Span) {
          try {
            if (!(await count())) return;
          } finally {
            span.end();
          }
        }
    """,
    "a function that only borrows": """
        function note(span, value) {
          span.setAttribute("value", value).addEvent("noted");
        }
        function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          note(span, 1);
        }
    """,
    "a function that returns it from a chain": """
        function note(span, value) {
          return span.setAttribute("value", value);
        }
        function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          return note(span, 1);
        }
    """,
    "a function that a closure of ends it": """
        const note = (span, stream) => {
          stream.on("end", () => span.end());
        };
        function run(ctx, stream) {
          const span = tracer.startSpan("x", {}, ctx);
          note(span, stream);
        }
    """,
    "a method": """
        class Turn {
          note(span) {
            span.setAttribute("value", 1);
          }
          run(ctx) {
            const span = tracer.startSpan("x", {}, ctx); // SPN103
            this.note(span);
          }
        }
    """,
    "a method that keeps": """
        class Turn {
          note(span) {
            this.span = span;
          }
          run(ctx) {
            const span = tracer.startSpan("x", {}, ctx);
            this.note(span);
          }
        }
    """,
    "a pattern": """
        function note({ name }) {
          return name;
        }
        function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          note(span);
        }
    """,
    "a generator that an await leaves": """
        async function* flow(source, span) {
          for await (const drop of source) yield drop;
          span.end();
        }
        function open(source, ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          return flow(source, span);
        }
    """,
    "a generator that ends it at last": """
        async function* flow(source, span) {
          try {
            for await (const drop of source) yield drop;
          } finally {
            span.end();
          }
        }
        function open(source, ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          return flow(source, span);
        }
    """,
    "a callback that calls it again and again": """
        function fill(span, part) {
          if (part.isLast) span.end();
        }
        function run(stream, ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          stream.on("part", (part) => fill(span, part));
        }
    """,
    "a switch on a constant": """
        function fill(span, kind) {
          switch (kind) {
            case "last":
              span.end();
          }
        }
        function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          fill(span, "last");
        }
    """,
}


@pytest.mark.parametrize("text", _PYTHON.values(), ids=_PYTHON)
def test_handing_over(text: str) -> None:
    assert_as_marked("app.py", python(text))


@pytest.mark.parametrize("text", _TYPESCRIPT.values(), ids=_TYPESCRIPT)
def test_handing_over_in_typescript(text: str) -> None:
    assert_as_marked("app.ts", typescript(text))


def test_the_note_leads_into_the_function() -> None:
    ((message, related),) = notes("app.py", python(_PYTHON["ended on one path"]))
    assert "`span` is not ended by `fill` on every path" in message
    assert related == [(10, "one path from here leaves it out")]


_FILES = {
    "app.py": """
        from opentelemetry import trace
        from notes import note, finish, maybe_finish
        tracer = trace.get_tracer("app")
        def borrowed(ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            note(span)
        def ended(ctx):
            span = tracer.start_span("x", context=ctx)
            finish(span)
        def ended_partly(ctx, quiet):
            span = tracer.start_span("x", context=ctx)  # SPN103
            maybe_finish(span, quiet)
        def unknown(ctx, other):
            span = tracer.start_span("x", context=ctx)
            other.note(span)
    """,
    "notes.py": """
        from more import label
        def note(span):
            label(span)
        def finish(span):
            span.end()
        def maybe_finish(span, quiet):
            if not quiet:
                span.end()
    """,
    "more.py": """
        def label(span):
            span.set_attribute("value", 1)
    """,
    "app.ts": """
        import { trace } from "@opentelemetry/api";
        import { note, keep, maybeFinish } from "./notes";
        const tracer = trace.getTracer("app");
        export function borrowed(ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          note(span);
        }
        export function kept(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          keep(span);
        }
        export function endedPartly(ctx, quiet) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          maybeFinish(span, quiet);
        }
    """,
    "notes.ts": """
        const spans = new Set();
        export const note = (span) => span.addEvent("noted").isRecording();
        export function keep(span) { spans.add(span); }
        export function maybeFinish(span, quiet) { if (!quiet) span.end(); }
    """,
}


@pytest.mark.parametrize("name", ["app.py", "app.ts"])
def test_functions_of_other_files_are_followed(tmp_path: Path, name: str) -> None:
    folder = repository(tmp_path, _FILES)
    marked = [number for number, line in enumerate(textwrap.dedent(_FILES[name]).splitlines(), 1) if "SPN103" in line]
    got = run_spanlint(folder, "--isolated", "--select", "SPN103", "--output-format", "concise", name).out
    assert [int(line.split(":")[1]) for line in got.splitlines() if ": SPN103 " in line] == marked, got
    assert "by `maybe" in got


_TAKEN = """
    async def drain(span, rows):
        try:
            async for row in rows:
                yield row
        finally:
            span.end()
    async def close(span, rows):
        span.end()
        await rows.close()
    async def run(ctx, work, group):
        span = tracer.start_span("x", context=ctx)
        rows = await work()
        {}
"""
_TOO_EARLY = "end `span` on this path too; a `finally` would do so too early, before the code that is meant to"
_FINALLY = "end `span` in a `finally` block"


@pytest.mark.parametrize(
    ("taken", "cure"),
    [
        ("return drain(span, rows)", _TOO_EARLY),
        ("return Stream(drain(span, rows), 200)", _TOO_EARLY),
        ("group.create_task(close(span, rows))", _TOO_EARLY),
        ("await close(span, rows)", _FINALLY),
        ("await group.wait_for(close(span, rows), 5)", _FINALLY),
        ("async for row in drain(span, rows): work(row)", _FINALLY),
    ],
)
def test_what_runs_later_is_not_to_find_its_span_ended(taken: str, cure: str) -> None:
    (finding,) = diagnostics("app.py", python(_TAKEN).format(taken), CODES)
    assert (finding.code, finding.help) == ("SPN103", cure)
