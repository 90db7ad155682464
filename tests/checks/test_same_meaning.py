"""Code that says the same in other words is judged the same; each silent function has a twin that is reported."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint, write
from tests.languages.calls.evidence_case import marked
from tests.linting import EVERY_CODE, found

CODES = EVERY_CODE - {"SPN001", "SPN006", "SPN007", "SPN107", "SPN900", "SPN901"}
PYTHON_HEAD = """\
from opentelemetry import context, trace
from opentelemetry.trace import StatusCode

tracer = trace.get_tracer("app")

"""
TYPESCRIPT_HEAD = """\
import { context, createContextKey, trace, SpanStatusCode, type Context, type Span } from "@opentelemetry/api";

const tracer = trace.getTracer("app");

"""
PYTHON = {
    "a condition with a name decides about a status": """
        def silent(error):
            with tracer.start_as_current_span("a") as span:
                ok = not error
                if ok:
                    span.set_status(StatusCode.OK)
                bad = error is not None
                if bad:
                    span.set_status(StatusCode.ERROR)

        def reported(error, other):
            with tracer.start_as_current_span("a") as span:
                ok = not error
                if ok:
                    span.set_status(StatusCode.OK)  # SPN122
                bad = other is not None
                if bad:
                    span.set_status(StatusCode.ERROR)
    """,
    "a member that was asked before": """
        class Call:
            def silent(self):
                with tracer.start_as_current_span("a") as span:
                    if self.ok:
                        span.set_status(StatusCode.OK)
                    if not self.ok:
                        span.set_status(StatusCode.ERROR)

            def reported(self):
                with tracer.start_as_current_span("a") as span:
                    if self.quiet:
                        span.set_status(StatusCode.OK)  # SPN122
                    if not self.ok:
                        span.set_status(StatusCode.ERROR)
    """,
    "a condition with a name decides about a span": """
        def silent(ctx, wanted, ready):
            is_on = wanted and ready
            if is_on:
                span = tracer.start_span("a", context=ctx)
            work()
            if wanted and ready:
                span.end()

        def reported(ctx, wanted, ready):
            is_on = wanted or ready
            if is_on:
                span = tracer.start_span("a", context=ctx)  # SPN103
            work()
            if wanted and ready:
                span.end()
    """,
    "a span that is started on a condition": """
        def silent(ctx, wanted):
            span = tracer.start_span("a", context=ctx) if wanted else None
            work()
            if wanted:
                span.end()

        def reported(ctx, wanted, other):
            span = tracer.start_span("a", context=ctx) if wanted else None  # SPN103
            work()
            if other:
                span.end()
    """,
    "a condition that is named before the span is there": """
        def silent(ctx, span):
            is_new = span is None
            if is_new:
                span = tracer.start_span("a", context=ctx)
            work(span)
            if is_new:
                span.end()

        def reported(ctx, other):
            is_new = other is None
            span = tracer.start_span("a", context=ctx)  # SPN103
            work()
            if is_new:
                span.end()
    """,
    "a parent by other names": """
        def silent(ctx, run):
            token = context.attach(ctx)
            first = ctx
            parent = first
            span = tracer.start_span("a", context=parent)
            with trace.use_span(span, end_on_exit=True):
                run()
            context.detach(token)

        def silent_choice(ctx, run, late):
            token = context.attach(ctx)
            parent = ctx if late else ctx
            span = tracer.start_span("a", context=parent)
            inner = context.attach(trace.set_span_in_context(span))
            run()
            context.detach(inner)
            span.end()
            context.detach(token)

        def silent_outer(ctx, run):
            outer = ctx
            token = context.attach(outer)
            span = tracer.start_span("a", context=ctx)
            inner = context.attach(trace.set_span_in_context(span))
            run()
            context.detach(inner)
            span.end()
            context.detach(token)

        def reported(ctx, run):
            token = context.attach(other())
            first = ctx
            parent = first
            span = tracer.start_span("a", context=parent)  # SPN105
            inner = context.attach(trace.set_span_in_context(span))
            run()
            context.detach(inner)
            span.end()
            context.detach(token)
    """,
    "an object by another name": """
        class Silent:
            def run(self, ctx, on_done):
                me = self
                def done():
                    me.span.end()
                self.span = tracer.start_span("a", context=ctx)
                on_done(done)
                self.span = tracer.start_span("b", context=ctx)
                self.span.end()

        class Reported:
            def run(self, ctx, on_done):
                me = self
                def done():
                    me.other.end()
                self.whole = tracer.start_span("a", context=ctx)
                on_done(done)
                self.whole = tracer.start_span("b", context=ctx)  # SPN113
                self.whole.end()
    """,
    "a span by another name": """
        def silent(ctx, late):
            span = tracer.start_span("a", context=ctx)
            same = span
            if late:
                same.end()
                return
            span.end()

        def silent_kept(ctx):
            span = tracer.start_span("a", context=ctx)
            same = span
            keep(same)

        def reported(ctx, late):
            span = tracer.start_span("a", context=ctx)  # SPN103
            same = span
            if late:
                return
            same.end()
    """,
    "classes by other names": """
        from opentelemetry.context import Context as C
        from opentelemetry.trace import Status as S, StatusCode as SC

        @tracer.start_as_current_span("silent", context=C())
        async def silent():
            return 1

        @tracer.start_as_current_span("reported", context=context.get_current())  # SPN108
        async def reported():
            return 1

        def reported_status(result):
            with tracer.start_as_current_span("a") as span:
                span.set_status(S(SC.OK))  # SPN122
                if result.failed:
                    span.set_status(S(SC.ERROR))
    """,
    "a context of the standard library": """
        from contextvars import copy_context

        def silent(work):
            copy_context().run(work)
            tracer.start_span("a", context=(found := context.get_current())).end()

        def reported(outer):
            copied = copy_context()
            tracer.start_span("a", context=copied).end()  # SPN005
            token = context.attach(copy_context())  # SPN005
            context.detach(token)
            tracer.start_span("a", context=(found := outer.get_span_context())).end()  # SPN005
    """,
    "a function that ends the span": """
        def finish(span):
            span.set_attribute("done", True)
            span.end()

        def publish(span):
            send(span)
            span.end()

        def silent(name, ctx, call):
            span = tracer.start_span(name, context=ctx)
            try:
                return call()
            finally:
                publish(span)

        def reported(name, ctx, call):
            span = tracer.start_span(name, context=ctx)  # SPN110
            try:
                return call()
            finally:
                finish(span)

        def fail(span, error):
            span.set_status(StatusCode.ERROR)
            span.end()

        def silent_status(ctx):
            span = tracer.start_span("a", context=ctx)
            try:
                work()
            except ValueError as error:
                span.record_exception(error)
                fail(span, error)
                raise
            except BaseException:
                span.end()
                raise
            span.end()

        def reported_status(ctx):
            span = tracer.start_span("a", context=ctx)
            try:
                work()
            except Exception as error:
                span.record_exception(error)  # SPN124
                raise
            finally:
                finish(span)
    """,
}
TYPESCRIPT = {
    "a condition with a name decides about a status": """
        export function silent(error?: Error) {
          const span = tracer.startSpan("a", {}, context.active());
          const ok = !error;
          if (ok) span.setStatus({ code: SpanStatusCode.OK });
          const bad = !!error;
          if (bad) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        }
        export function reported(error?: Error, other?: Error) {
          const span = tracer.startSpan("a", {}, context.active());
          const ok = !error;
          if (ok) span.setStatus({ code: SpanStatusCode.OK }); // SPN122
          const bad = !!other;
          if (bad) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        }
    """,
    "a member that was asked before": """
        class Call {
          silent() {
            const span = tracer.startSpan("a", {}, context.active());
            const { error } = this;
            if (!error) span.setStatus({ code: SpanStatusCode.OK });
            if (this.error) span.setStatus({ code: SpanStatusCode.ERROR });
            span.end();
          }
          reported() {
            const span = tracer.startSpan("a", {}, context.active());
            const { quiet } = this;
            if (!quiet) span.setStatus({ code: SpanStatusCode.OK }); // SPN122
            if (this.error) span.setStatus({ code: SpanStatusCode.ERROR });
            span.end();
          }
        }
    """,
    "a loop over what a condition with a name was made of": """
        export function silent(results: { error?: Error }[]) {
          const span = tracer.startSpan("a", {}, context.active());
          const count = results.length;
          if (!count) span.setStatus({ code: SpanStatusCode.OK });
          for (const result of results) {
            if (result.error) span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        }
        export function reported(results: { error?: Error }[], others: unknown[]) {
          const span = tracer.startSpan("a", {}, context.active());
          const count = others.length;
          if (!count) span.setStatus({ code: SpanStatusCode.OK }); // SPN122
          for (const result of results) {
            if (result.error) span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
        }
    """,
    "a condition with a name decides about a span": """
        export function silent(ctx: Context, error?: Error) {
          const span = tracer.startSpan("a", {}, ctx);
          const ok = !error;
          if (ok) span.end();
          if (error) span.end();
        }
        export function silentPart(ctx: Context, result: { ok: boolean }) {
          const span = tracer.startSpan("a", {}, ctx);
          const { ok } = result;
          if (ok) span.end();
          if (!result.ok) span.end();
        }
        export function reported(ctx: Context, error?: Error, other?: Error) {
          const span = tracer.startSpan("a", {}, ctx); // SPN103
          const ok = !error;
          if (ok) span.end();
          if (other) span.end();
        }
    """,
    "a span that is started on a condition": """
        export function silent(ctx: Context, wanted: boolean) {
          const span = wanted ? tracer.startSpan("a", {}, ctx) : undefined;
          work();
          if (wanted) span!.end();
        }
        export function silentAnd(ctx: Context, wanted: boolean) {
          const span = wanted && tracer.startSpan("a", {}, ctx);
          work();
          if (wanted) span.end();
        }
        export function reported(ctx: Context, wanted: boolean) {
          const span = wanted ? undefined : tracer.startSpan("a", {}, ctx); // SPN103
          work();
          if (wanted) span!.end();
        }
    """,
    "a parent by other names": """
        export function silent(ctx: Context, run: () => void) {
          context.with(ctx, () => {
            const first = ctx;
            const parent = first;
            const span = tracer.startSpan("a", {}, parent);
            context.with(trace.setSpan(context.active(), span), run);
            span.end();
          });
        }
        export function reported(ctx: Context, run: () => void) {
          const first = ctx;
          const parent = first;
          const span = tracer.startSpan("a", {}, parent); // SPN105
          context.with(trace.setSpan(context.active(), span), run);
          span.end();
        }
    """,
    "an object by another name, and in parts": """
        class Silent {
          run(ctx: Context, done: Events) {
            const self = this;
            this.span = tracer.startSpan("a", {}, ctx);
            done.once("x", function () { self.span.end(); });
            this.span = tracer.startSpan("b", {}, ctx);
            this.span.end();
          }
        }
        class SilentParts {
          run(ctx: Context) {
            this.part = tracer.startSpan("a", {}, ctx);
            this.close();
            this.part = tracer.startSpan("b", {}, ctx);
            this.part.end();
          }
          close() {
            const { part } = this;
            part.end();
          }
        }
        class Reported {
          run(ctx: Context, done: Events) {
            const self = this;
            this.whole = tracer.startSpan("a", {}, ctx);
            done.once("x", function () { self.other.end(); });
            this.whole = tracer.startSpan("b", {}, ctx); // SPN113
            this.whole.end();
          }
        }
    """,
    "a function that has a name in its own body": """
        const tryWeigh = async function tryWeigh(): Promise<number | undefined> {
          try {
            return await scale();
          } catch {
            return undefined;
          }
        };
        const weighOrFail = async function weighOrFail(): Promise<number> {
          return await scale();
        };
        export async function silent(ctx: Context) {
          const span = tracer.startSpan("a", {}, ctx);
          await tryWeigh();
          span.end();
        }
        export async function reported(ctx: Context) {
          const span = tracer.startSpan("a", {}, ctx); // SPN103
          await weighOrFail();
          span.end();
        }
    """,
    "a callback that gets an error by any name": """
        export function silent(ctx: Context, each: Each, take: (item: Item) => void) {
          const span = tracer.startSpan("a", {}, ctx);
          each((item) => {
            if (item) return take(item);
            span.end();
          });
        }
        export function reported(ctx: Context, read: Read, answer: (failure: unknown, row?: Item) => void) {
          const span = tracer.startSpan("a", {}, ctx); // SPN103
          read((fault, row) => {
            if (fault) return answer(fault);
            span.end();
            answer(null, row);
          });
        }
        export function reportedType(ctx: Context, read: Read, log: (problem: Error) => void) {
          const span = tracer.startSpan("a", {}, ctx); // SPN103
          read((problem: Error | null, row) => {
            if (problem) return log(problem);
            span.end();
          });
        }
    """,
    "a function that ends the span": """
        function finish(span: Span) {
          span.setAttribute("done", true);
          span.end();
        }
        function publish(span: Span) {
          send(span);
          span.end();
        }
        export function silent(name: string, ctx: Context, call: () => void) {
          const span = tracer.startSpan(name, {}, ctx);
          try {
            return call();
          } finally {
            publish(span);
          }
        }
        export function reported(name: string, ctx: Context, call: () => void) {
          const span = tracer.startSpan(name, {}, ctx); // SPN110
          try {
            return call();
          } finally {
            finish(span);
          }
        }
        function fail(span: Span) {
          span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        }
        export function silentStatus(ctx: Context) {
          const span = tracer.startSpan("a", {}, ctx);
          try {
            work();
            span.end();
          } catch (error) {
            span.recordException(error);
            fail(span);
            throw error;
          }
        }
        export function reportedStatus(ctx: Context) {
          const span = tracer.startSpan("a", {}, ctx);
          try {
            work();
          } catch (error) {
            span.recordException(error); // SPN124
            throw error;
          } finally {
            finish(span);
          }
        }
    """,
    "a value that stays for the caller, and what only stands behind it": """
        const KEY = createContextKey("key");
        export function remember(session: string) {
          const values = context.active().setValue(KEY, session);
          context.attach(values);
        }
        export function handle(session: string) {
          const values = context.active().setValue(KEY, session);
          context.attach(values); // SPN104
          run(session);
        }
        export function later() {
          run("later");
        }
    """,
    "a statement whose value is voided": """
        export function silent(ctx: Context) {
          void tracer.startSpan("a", {}, ctx).end();
        }
        export function reported(ctx: Context) {
          void tracer.startSpan("a", {}, ctx); // SPN103
        }
    """,
    "options with a name": """
        export function silent(run: (span: Span) => void) {
          const last = run;
          tracer.startActiveSpan("a", last);
        }
        export function reported() {
          const options = { attributes: { step: 1 } };
          tracer.startActiveSpan("a", options); // SPN106
        }
    """,
}


@pytest.mark.parametrize("case", PYTHON)
def test_python(case: str) -> None:
    text = PYTHON_HEAD + textwrap.dedent(PYTHON[case])
    assert found("a.py", text, CODES) == marked(text), text


@pytest.mark.parametrize("case", TYPESCRIPT)
def test_typescript(case: str) -> None:
    text = TYPESCRIPT_HEAD + textwrap.dedent(TYPESCRIPT[case])
    assert found("a.ts", text, CODES) == marked(text), text


ROOTS = 'import type { SpanOptions } from "@opentelemetry/api";\nexport const ROOT: SpanOptions = { root: true };\n'
STARTS = """\
import { trace } from "@opentelemetry/api";
import { ROOT } from "./options";
const tracer = trace.getTracer("app");
const LOCAL = { root: true };
export const one = () => tracer.startSpan("a", ROOT);
export const two = () => tracer.startSpan("b", { ...ROOT, kind: 1 });
export const three = () => tracer.startSpan("c", { ...LOCAL });
"""


@pytest.mark.parametrize(("said", "lines"), [("true", []), ("false", [5, 6, 7])])
def test_options_of_another_file_declare_a_root(tmp_path: Path, said: str, lines: list[int]) -> None:
    write(tmp_path, {"options.ts": ROOTS.replace("true", said), "start.ts": STARTS.replace("true", said)})
    run = run_spanlint(tmp_path, "--isolated", "--select", "SPN001", "--output-format", "concise", "start.ts")
    assert [int(line.split(":")[1]) for line in run.out.splitlines() if "SPN001" in line] == lines
