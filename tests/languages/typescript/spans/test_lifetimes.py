"""SPN103 in TypeScript: what ends a span, what takes it out of the function's hands, and which paths pass both by."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, notes, typescript

_FINDINGS = {
    "never": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          work();
        }
    """,
    "dropped": """
        function run() {
          tracer.startSpan("x"); // SPN103
        }
    """,
    "dropped with an attribute": """
        function run() {
          tracer.startSpan("x").setAttribute("a", 1); // SPN103
        }
    """,
    "early return": """
        function run(ready) {
          const span = tracer.startSpan("x"); // SPN103
          if (!ready) return;
          span.end();
        }
    """,
    "throw": """
        function run(ready) {
          const span = tracer.startSpan("x"); // SPN103
          if (!ready) {
            throw new Error("not ready");
          }
          span.end();
        }
    """,
    "await": """
        async function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          const result = await work();
          span.end();
          return result;
        }
    """,
    "for await": """
        async function run(stream) {
          const span = tracer.startSpan("x"); // SPN103
          for await (const part of stream) console.log(part);
          span.end();
        }
    """,
    "no else": """
        function run(ready) {
          const span = tracer.startSpan("x"); // SPN103
          if (ready) {
            span.end();
          }
        }
    """,
    "catch that ends nothing": """
        async function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          try {
            await work();
            span.end();
          } catch (error) {
            span.recordException(error);
          }
        }
    """,
    "catch that throws on": """
        async function run(work) {
          return tracer.startActiveSpan("x", async (span) => { // SPN103
            try {
              const result = await work();
              span.end();
              return result;
            } catch (error) {
              span.recordException(error);
              throw error;
            }
          });
        }
    """,
    "declared function that is not called on one path": """
        async function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          if (!work) return finish();
          await work();
          function finish(error) {
            if (error) span.recordException(error);
            span.end();
          }
        }
    """,
    "function that is called behind an await": """
        async function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          const finish = () => span.end();
          await work();
          finish();
        }
    """,
    "callback that awaits": """
        function run(work) {
          return tracer.startActiveSpan("x", async (span) => { // SPN103
            const result = await work();
            span.end();
            return result;
          });
        }
    """,
    "callback that ends nothing": """
        function run(work) {
          return tracer.startActiveSpan("x", (span) => { // SPN103
            span.setAttribute("a", 1);
            return work();
          });
        }
    """,
    "callback that passes its context on": """
        function run(work) {
          return tracer.startActiveSpan("x", (span) => { // SPN103
            return work(context.active());
          });
        }
    """,
    "callback that takes no span": """
        function run(work) {
          return tracer.startActiveSpan("x", () => work()); // SPN103
        }
    """,
    "callback with options and context": """
        function run(work, ctx) {
          return tracer.startActiveSpan("x", {}, ctx, async function (span) { // SPN103
            await work();
            span.end();
          });
        }
    """,
    "made current": """
        async function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          await context.with(trace.setSpan(context.active(), span), work);
          span.end();
        }
    """,
    "a callback that is run at once ends it": """
        async function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          return context.with(trace.setSpan(context.active(), span), async () => {
            const result = await work();
            span.end();
            return result;
          });
        }
    """,
    "left before the callback that ends it": """
        function run(work, ready) {
          const span = tracer.startSpan("x"); // SPN103
          if (!ready) return;
          return context.with(trace.setSpan(context.active(), span), () => {
            span.end();
          });
        }
    """,
    "switch that falls through to a return": """
        function run(kind) {
          const span = tracer.startSpan("x"); // SPN103
          switch (kind) {
            case "a":
              span.setAttribute("a", 1);
            case "b":
              return;
            default:
              span.end();
          }
        }
    """,
    "switch without a default": """
        function run(kind) {
          const span = tracer.startSpan("x"); // SPN103
          switch (kind) {
            case "a":
              span.end();
              break;
          }
        }
    """,
    "a labelled break": """
        function run(rows) {
          outer: for (const row of rows) {
            const span = tracer.startSpan("x"); // SPN103
            for (const cell of row) {
              if (!cell) break outer;
            }
            span.end();
          }
        }
    """,
    "a labelled continue": """
        function run(rows) {
          outer: for (const row of rows) {
            const span = tracer.startSpan("x"); // SPN103
            for (const cell of row) {
              if (!cell) continue outer;
            }
            span.end();
          }
        }
    """,
    "a labelled block": """
        function run(ready) {
          const span = tracer.startSpan("x"); // SPN103
          done: {
            if (ready) break done;
            span.end();
          }
        }
    """,
    "assigned later": """
        function run(ready) {
          let span;
          span = tracer.startSpan("x"); // SPN103
          if (ready) return;
          span.end();
        }
    """,
    "with a chained attribute": """
        function run(ready) {
          const span = tracer.startSpan("x").setAttribute("a", 1); // SPN103
          if (ready) return;
          span.end();
        }
    """,
    "passed on after an await": """
        async function run(work, finish) {
          const span = tracer.startSpan("x"); // SPN103
          const result = await work();
          finish(span, result);
        }
    """,
    "a method": """
        class Turn {
          constructor(private readonly tracer: Tracer) {}
          async run() {
            const span = this.tracer.startSpan("x"); // SPN103
            await this.work();
            span.end();
          }
        }
    """,
    "the word in a string": """
        function run(work) {
          const span = tracer.startSpan("span"); // SPN103
          work("span");
        }
    """,
    "await using of what may fail": """
        async function run(open) {
          const span = tracer.startSpan("x"); // SPN103
          await using file = await open();
          span.end();
        }
    """,
    "a switch without a default in a function that may return nothing": """
        function run(kind: "a" | "b"): void {
          const span = tracer.startSpan("x"); // SPN103
          switch (kind) {
            case "a": span.end(); return;
            case "b": span.end(); return;
          }
        }
        function show(kind: "a" | "b"): number | undefined {
          const span = tracer.startSpan("x"); // SPN103
          switch (kind) {
            case "a": span.end(); return 1;
            case "b": span.end(); return 2;
          }
        }
    """,
    "a switch without a default that other code follows": """
        function run(kind: "a" | "b"): number {
          const span = tracer.startSpan("x"); // SPN103
          switch (kind) {
            case "a": span.end(); return 1;
            case "b": span.end(); return 2;
          }
          return 3;
        }
    """,
}
_SILENT = {
    "callback that stores its context": """
        function run(id) {
          tracer.startActiveSpan("x", () => { open.set(id, context.active()); });
        }
        function stop(id) { trace.getSpan(open.get(id))?.end(); }
    """,
    "callback that stores its context in a member": """
        function run(state) {
          tracer.startActiveSpan("x", (span) => { state.context = context.active(); });
        }
    """,
    "ended": """
        function run(work) {
          const span = tracer.startSpan("x");
          work();
          span.end();
        }
    """,
    "ended at once": """
        function run() {
          tracer.startSpan("x").setAttribute("a", 1).end();
        }
    """,
    "ended in a chain": """
        async function run(work) {
          const span = tracer.startSpan("x");
          span.setStatus({ code: 1 }).end();
          await work();
        }
    """,
    "finally": """
        async function run(work) {
          const span = tracer.startSpan("x");
          try {
            if (!work) return;
            return await work();
          } finally {
            span.end();
          }
        }
    """,
    "finally in a callback": """
        function run(work) {
          return tracer.startActiveSpan("x", async (span) => {
            try {
              return await work();
            } catch (error) {
              span.recordException(error);
              throw error;
            } finally {
              span.end();
            }
          });
        }
    """,
    "catch and then": """
        async function run(work) {
          const span = tracer.startSpan("x");
          try {
            await work();
          } catch (error) {
            span.end();
            throw error;
          }
          span.end();
        }
    """,
    "a promise ends it": """
        function run(work) {
          const span = tracer.startSpan("x");
          return work().finally(() => span.end());
        }
    """,
    "a promise ends it in a callback": """
        function run(work) {
          return tracer.startActiveSpan("x", (span) => work().finally(() => span.end()));
        }
    """,
    "an event ends it": """
        function run(request) {
          const span = tracer.startSpan("x");
          request.on("close", () => span.end());
        }
    """,
    "a declared function ends it": """
        async function run(work) {
          const span = tracer.startSpan("x");
          if (!work) return finish();
          try { await work(); } finally { finish(); }
          function finish() {
            span.end();
          }
        }
    """,
    "a declared function ends it, and other code may call that": """
        async function run(work) {
          const span = tracer.startSpan("x");
          if (!work) return finish();
          work.onDone(finish);
          function finish() {
            span.end();
          }
        }
    """,
    "a function that is called ends it, and waits": """
        async function run(work) {
          const span = tracer.startSpan("x");
          const finish = async () => { span.end(); };
          if (work) await finish();
        }
    """,
    "a function that is called twice ends it, sometimes": """
        function run(work, ready) {
          const span = tracer.startSpan("x");
          const finish = () => { if (ready()) span.end(); };
          if (work) finish();
          finish();
        }
    """,
    "its end is passed on": """
        function run(work) {
          const span = tracer.startSpan("x");
          work(span.end);
        }
    """,
    "returned": """
        function run() {
          const span = tracer.startSpan("x");
          span.setAttribute("a", 1);
          return span;
        }
    """,
    "returned by a chained call": """
        function run() {
          const span = tracer.startSpan("x");
          return span.setAttribute("a", 1);
        }
    """,
    "in an object": """
        function run() {
          const span = tracer.startSpan("x");
          return { span };
        }
    """,
    "stored": """
        class Turn {
          begin() {
            const span = tracer.startSpan("x");
            this.span = span;
          }
        }
    """,
    "passed on": """
        async function run(work) {
          const span = tracer.startSpan("x");
          await work(span);
        }
    """,
    "passed on by a callback": """
        function run(work) {
          return tracer.startActiveSpan("x", (span) => work(span));
        }
    """,
    "a variable of the function around": """
        function run(runner) {
          let span;
          runner.before(() => {
            span = tracer.startSpan("x");
          });
          runner.after(() => span.end());
        }
    """,
    "a variable of the module": """
        let span;
        function run() {
          span = tracer.startSpan("x");
        }
    """,
    "a context of it is passed on": """
        function run(work) {
          const span = tracer.startSpan("x");
          const ctx = trace.setSpan(context.active(), span);
          work(ctx);
        }
    """,
    "found again": """
        function run(work) {
          return tracer.startActiveSpan("x", () => {
            work();
            trace.getActiveSpan()?.end();
          });
        }
    """,
    "optional": """
        async function run(work, traced) {
          const span = traced ? tracer.startSpan("x") : undefined;
          try {
            await work();
          } finally {
            span?.end();
          }
        }
    """,
    "asked for": """
        function run(work, traced) {
          let span;
          if (traced) span = tracer.startSpan("x");
          work();
          if (span !== undefined) {
            span.end();
          }
        }
    """,
    "leaves where there is none": """
        function run(work, traced) {
          const span = traced ? tracer.startSpan("x") : null;
          if (!span) return work();
          span.end();
        }
    """,
    "asked twice": """
        function run(work, options) {
          const span = tracer.startSpan("x");
          if (!options?.manual) work.set("span", span);
          work();
          if (options?.manual) {
            span.end();
          }
        }
    """,
    "asked twice, in part": """
        async function run(work, job) {
          const span = tracer.startSpan("x");
          if (job) jobs.set(job, span);
          try {
            await work();
          } catch (error) {
            if (job && error.fatal) {
              work.close();
            } else if (!job) {
              span.end();
            }
            return;
          }
          if (!job) span.end();
        }
    """,
    "an await that does not fail": """
        async function run(work) {
          const span = tracer.startSpan("x");
          await work().catch(() => undefined);
          await Promise.allSettled([work()]);
          await new Promise((resolve) => setTimeout(resolve, 10));
          span.end();
        }
    """,
    "switch in full": """
        function run(kind) {
          const span = tracer.startSpan("x");
          switch (kind) {
            case "a":
            case "b":
              span.end();
              break;
            default:
              span.end();
          }
        }
    """,
    "do": """
        function run(jobs) {
          const span = tracer.startSpan("x");
          do {
            jobs.next();
          } while (jobs.more);
          span.end();
        }
    """,
    "an endless loop": """
        function run(jobs) {
          const span = tracer.startSpan("x");
          for (;;) {
            if (jobs.next()) break;
          }
          span.end();
        }
    """,
    "the process ends": """
        function run(ready) {
          const span = tracer.startSpan("x");
          if (!ready) process.exit(1);
          span.end();
        }
    """,
    "using": """
        function run(work) {
          using span = tracer.startSpan("x");
          work();
        }
    """,
    "an unknown tracer may end what it hands out": """
        import { tracer as own } from "./tracer";
        function run(work) {
          return own.startActiveSpan("x", async (span) => {
            span.setAttribute("a", 1);
            return work();
          });
        }
    """,
    "a callback of its own name": """
        function run(handler) {
          return tracer.startActiveSpan("x", handler);
        }
    """,
    "a test": """
        it("runs", async () => {
          const span = tracer.startSpan("x");
          await work();
          span.end();
        });
    """,
    "a test that returns early": """
        it("runs", async () => {
          const span = tracer.startSpan("x");
          if (!(await work())) return;
          span.end();
        });
    """,
    "a test that never ends it": """
        test.only("runs", () => {
          const span = tracer.startSpan("x");
          context.with(trace.setSpan(context.active(), span), () => work());
        });
    """,
    "await using": """
        async function* run(source) {
          const span = tracer.startSpan("x");
          await using stack = new AsyncDisposableStack();
          stack.defer(() => span.end());
          yield* source;
        }
    """,
    "a switch without a default in a function that returns a value": """
        function run(kind: "a" | "b"): number {
          const span = tracer.startSpan("x");
          switch (kind) {
            case "a": span.end(); return 1;
            case "b": span.end(); return 2;
          }
        }
        const show = (kind: "a" | "b"): number => {
          const span = tracer.startSpan("x");
          try {
            switch (kind) {
              case "a": span.end(); return 1;
              default: span.end(); return 2;
            }
          } finally { work(); }
        };
    """,
}


@pytest.mark.parametrize("text", _FINDINGS.values(), ids=_FINDINGS)
def test_span_that_is_not_ended(text: str) -> None:
    assert "// SPN103" in text
    assert_as_marked("app.ts", typescript(text))


@pytest.mark.parametrize("text", _SILENT.values(), ids=_SILENT)
def test_silence(text: str) -> None:
    assert "// SPN103" not in text
    assert_as_marked("app.ts", typescript(text))


@pytest.mark.parametrize("path", ["app.js", "app.mjs", "app.tsx", "app.jsx"])
def test_every_kind_of_file(path: str) -> None:
    assert_as_marked(path, typescript(_FINDINGS["early return"]).replace(", type Tracer", ""))


def test_note_stands_where_the_function_is_left() -> None:
    ((message, related),) = notes("app.ts", typescript(_FINDINGS["throw"]))
    assert "when an exception is thrown" in message
    assert related == [(9, "this leaves the function")]


def test_note_of_an_await() -> None:
    ((message, related),) = notes("app.ts", typescript(_FINDINGS["callback that awaits"]))
    assert "if the awaited operation fails (line 8)" in message
    assert related == [(8, "this may fail")]


def test_a_helper_of_the_same_file_that_only_looks_is_no_escape() -> None:
    text = """
        const note = (span, value) => {
          span.setAttribute("value", value);
        };
        function keep(span, spans) {
          spans.push(span);
        }
        function one(ready) {
          const span = tracer.startSpan("x"); // SPN103
          note(span, ready);
          if (!ready) return;
          span.end();
        }
        function two(ready, spans) {
          const span = tracer.startSpan("x");
          keep(span, spans);
          if (!ready) return;
          span.end();
        }
    """
    assert_as_marked("app.ts", typescript(text))
