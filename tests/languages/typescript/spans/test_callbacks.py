"""SPN103 in TypeScript: spans that callbacks end, on which paths of these, and for which outcomes of a promise."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.model.settings import Settings
from spanlint.run.many_files import run
from spanlint.run.tasks import Tasks
from tests.languages.calls.evidence_case import marked
from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, notes, typescript
from tests.linting import diagnostics

_FINDINGS = {
    "a work that gets the span": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          return work(span).then(() => span.end());
        }
    """,
    "the span's own callback, a method": """
        class Importer {
          run() {
            return tracer.startActiveSpan("x", {}, ctx, this.work); // SPN103
          }
          work = async (span) => {
            if (!(await rows())) return;
            span.end();
          };
        }
    """,
    "the span's own callback, a method that is bound": """
        class Importer {
          run() {
            return tracer.startActiveSpan("x", {}, ctx, this.work.bind(this)); // SPN103
          }
          async work(span) {
            if (!(await rows())) return;
            span.end();
          }
        }
    """,
    "run with a store": """
        import { AsyncLocalStorage } from "node:async_hooks";
        const store = new AsyncLocalStorage();
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          return store.run({ id: 1 }, async () => {
            await work();
            span.end();
          });
        }
    """,
    "a success callback alone": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          return work().then((value) => {
            span.end();
            return value;
          });
        }
    """,
    "a success callback alone, in a callback of the span": """
        function run(work) {
          return tracer.startActiveSpan("x", (span) => { // SPN103
            const result = work();
            if (result instanceof Promise) {
              return result.then((value) => {
                span.end();
                return value;
              });
            }
            span.end();
            return result;
          });
        }
    """,
    "a success callback, and a catch that a promise does not reach": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          try {
            return work().then(() => span.end());
          } catch (error) {
            span.end();
            throw error;
          }
        }
    """,
    "a rejection callback that does not end it": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          return work()
            .then(() => span.end())
            .catch((error) => console.error(error));
        }
    """,
    "an awaited success callback": """
        async function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          await work().then(() => span.end());
        }
    """,
    "a success callback within a callback that runs at once": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          context.with(trace.setSpan(context.active(), span), () => {
            work().then(() => span.end());
          });
        }
    """,
    "a rejection callback alone": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          return work().catch((error) => {
            span.recordException(error);
            span.end();
            throw error;
          });
        }
    """,
    "a success callback that returns early": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          return work().then(
            (value) => {
              if (value === undefined) return "none";
              span.end();
              return value;
            },
            (error) => {
              span.end();
              throw error;
            },
          );
        }
    """,
    "a success callback that waits": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          return Promise.resolve(1).then(async (value) => {
            await work(value);
            span.end();
          });
        }
    """,
    "an error that passes the end": """
        function run(read, done) {
          const span = tracer.startSpan("x"); // SPN103
          read((err, value) => {
            if (err) {
              done(err);
              return;
            }
            span.end();
            done(null, value);
          });
        }
    """,
    "a result that passes the end": """
        function run(read, done) {
          const span = tracer.startSpan("x"); // SPN103
          read("rows", function (error, rows) {
            if (error) {
              span.end();
              return done(error);
            }
            done(null, rows);
          });
        }
    """,
    "a callback of each span of several": """
        function run(read, rows) {
          for (const row of rows) {
            const span = tracer.startSpan("x"); // SPN103
            read(row, (err) => {
              if (err) return;
              span.end();
            });
          }
        }
    """,
    "an end only without an error": """
        function run(read) {
          const span = tracer.startSpan("x"); // SPN103
          read((err) => {
            if (!err) span.end();
          });
        }
    """,
    "an error in a promise's executor": """
        function run(read) {
          const span = tracer.startSpan("x"); // SPN103
          return new Promise((resolve, reject) => {
            read((err, value) => {
              if (err) return reject(err);
              span.end();
              resolve(value);
            });
          });
        }
    """,
    "a callback that a constant holds": """
        function run(read, done) {
          const span = tracer.startSpan("x"); // SPN103
          const answered = (err, value) => {
            if (err) return done(err);
            span.end();
            done(null, value);
          };
          read("rows", answered);
        }
    """,
    "a success callback that a constant holds": """
        function run(work) {
          const span = tracer.startSpan("x"); // SPN103
          const end = () => span.end();
          return work().then(end);
        }
    """,
    "a function of the file that runs a callback": """
        async function within(span, run) {
          return context.with(trace.setSpan(context.active(), span), run);
        }
        async function run(next) {
          const span = tracer.startSpan("x"); // SPN103
          await within(span, async () => {
            await next();
            span.end();
          });
        }
    """,
    "a function of the file that calls a callback": """
        const timed = async (name, run) => {
          const start = Date.now();
          const result = await run();
          console.log(name, Date.now() - start);
          return result;
        };
        async function run(next) {
          const span = tracer.startSpan("x"); // SPN103
          await timed("next", async () => {
            await next();
            span.end();
          });
        }
    """,
    "a function that is called where it is written": """
        function run(next) {
          const span = tracer.startSpan("x"); // SPN103
          void (async () => {
            await next();
            span.end();
          })();
        }
    """,
    "the span's own callback, named elsewhere": """
        async function handle(span) {
          await work();
          span.end();
        }
        const run = () => tracer.startActiveSpan("x", handle); // SPN103
    """,
    "the span's own callback in a constant": """
        const handle = (span) => {
          if (!ready) return;
          span.end();
        };
        const run = () => tracer.startActiveSpan("x", {}, handle); // SPN103
    """,
    "a span that its callback returns": """
        async function run(work) {
          const span = tracer.startActiveSpan("x", (span) => span); // SPN103
          await work();
          span.end();
        }
    """,
    "a span that its callback returns with an attribute": """
        function run(ready) {
          const span = tracer.startActiveSpan("x", (active) => { // SPN103
            active.setAttribute("a", 1);
            return active;
          });
          if (!ready) return;
          span.end();
        }
    """,
}
_SILENT = {
    "the span's own callback, a method that a subclass may extend": """
        class Importer {
          run() {
            return tracer.startActiveSpan("x", {}, ctx, this.work);
          }
          work(span) {
            span.setAttribute("rows", 1);
          }
        }
    """,
    "the span's own callback, a method that ends it": """
        class Importer {
          run() {
            return tracer.startActiveSpan("x", {}, ctx, this.work.bind(this));
          }
          async work(span) {
            try {
              if (!(await rows())) return;
            } finally {
              span.end();
            }
          }
        }
    """,
    "the span's own callback, a method of something else": """
        class Importer {
          run(other) {
            return tracer.startActiveSpan("x", {}, ctx, other.work.bind(other));
          }
          async work(span) {
            if (!(await rows())) return;
            span.end();
          }
        }
    """,
    "run by another store": """
        import { Store } from "./store.js";
        const store = new Store();
        function run(work) {
          const span = tracer.startSpan("x");
          return store.run({ id: 1 }, async () => {
            await work();
            span.end();
          });
        }
    """,
    "both outcomes": """
        function run(work) {
          const span = tracer.startSpan("x");
          return work().then(
            (value) => {
              span.end();
              return value;
            },
            (error) => {
              span.end();
              throw error;
            },
          );
        }
    """,
    "both outcomes, one after the other": """
        function run(work) {
          const span = tracer.startSpan("x");
          return work()
            .then((value) => {
              span.end();
              return value;
            })
            .catch((error) => {
              span.end();
              throw error;
            });
        }
    """,
    "both outcomes, apart": """
        function run(work) {
          const span = tracer.startSpan("x");
          const promise = work();
          promise.then(() => span.end());
          promise.catch(() => span.end());
          return promise;
        }
    """,
    "both outcomes, by one function": """
        function run(work) {
          const span = tracer.startSpan("x");
          const promise = work();
          const end = () => span.end();
          promise.then(end);
          promise.catch(end);
          return promise;
        }
    """,
    "a catch that the promise reaches": """
        async function run(work) {
          const span = tracer.startSpan("x");
          try {
            return await work().then(() => span.end());
          } catch (error) {
            span.end();
            throw error;
          }
        }
    """,
    "an end after the callback": """
        async function run(work) {
          const span = tracer.startSpan("x");
          await work()
            .then(() => span.end())
            .catch(() => undefined);
          span.end();
        }
    """,
    "a promise that cannot be rejected": """
        function run(work) {
          const span = tracer.startSpan("x");
          return Promise.allSettled([work()]).then(() => span.end());
        }
    """,
    "a promise whose rejection is handled before": """
        function run(work) {
          const span = tracer.startSpan("x");
          return work()
            .catch(() => undefined)
            .then(() => span.end());
        }
    """,
    "a promise that never rejects, says a comment": """
        function run(work) {
          const span = tracer.startSpan("x");
          // `work` never rejects.
          return work().then(() => span.end());
        }
    """,
    "a rejection that a helper gets": """
        function run(work, fails) {
          const span = tracer.startSpan("x");
          return work()
            .then(() => span.end())
            .catch(fails(span));
        }
    """,
    "an error that ends it, too": """
        function run(read, done) {
          const span = tracer.startSpan("x");
          read((err, value) => {
            span.end();
            if (err) return done(err);
            done(null, value);
          });
        }
    """,
    "an error of which another callback knows": """
        function run(read) {
          const span = tracer.startSpan("x");
          const timer = setTimeout(() => span.end(), 1000);
          read((err) => {
            if (err) return;
            clearTimeout(timer);
            span.end();
          });
        }
    """,
    "a callback that a listener calls": """
        function run(stream) {
          const span = tracer.startSpan("x");
          let ended = 0;
          const end = () => {
            if (ended++) return;
            span.end();
          };
          stream.on("close", () => end());
        }
    """,
    "a callback that a loop calls": """
        function run(rows) {
          const span = tracer.startSpan("x");
          const take = (row) => {
            if (row.last) span.end();
          };
          for (const row of rows) take(row);
        }
    """,
    "a callback that is passed twice": """
        function run(read) {
          const span = tracer.startSpan("x");
          const answered = (err) => {
            if (!err) span.end();
          };
          read("rows", answered);
          read("more", answered);
        }
    """,
    "a listener, which may be called again": """
        function run(stream) {
          const span = tracer.startSpan("x");
          stream.on("error", (error) => {
            if (error.recoverable) return;
            span.end();
          });
        }
    """,
    "a callback for each of several errors": """
        function run(errors) {
          const span = tracer.startSpan("x");
          errors.forEach((error) => {
            if (error.last) span.end();
          });
        }
    """,
    "a callback for each of several rows": """
        function run(read, rows) {
          const span = tracer.startSpan("x");
          let left = rows.length;
          do {
            read(rows.pop(), (err) => {
              if (err) console.error(err);
              if (--left === 0) span.end();
            });
          } while (rows.length);
        }
    """,
    "a callback of another kind": """
        function run(read) {
          const span = tracer.startSpan("x");
          read((chunk) => {
            if (chunk === null) span.end();
          });
        }
    """,
    "a function that may run a callback again": """
        async function again(run) {
          for (let n = 0; n < 3; n++) {
            try {
              return await run();
            } catch (error) {
              console.error(error);
            }
          }
        }
        async function run(work) {
          const span = tracer.startSpan("x");
          await again(async () => {
            await work();
            span.end();
          });
        }
    """,
    "a function that keeps a callback": """
        function later(run) {
          queue.push(run);
        }
        function run(work) {
          const span = tracer.startSpan("x");
          later(async () => {
            await work();
            span.end();
          });
        }
    """,
    "a function that runs a callback, and a catch around": """
        async function within(span, run) {
          return context.with(trace.setSpan(context.active(), span), run);
        }
        async function run(next) {
          const span = tracer.startSpan("x");
          try {
            await within(span, async () => {
              await next();
              span.end();
            });
          } catch (error) {
            span.end();
            throw error;
          }
        }
    """,
    "the span's own callback, named elsewhere": """
        async function handle(span) {
          try {
            await work();
          } finally {
            span.end();
          }
        }
        const run = () => tracer.startActiveSpan("x", handle);
    """,
    "a method that a subclass may replace": """
        class Runner {
          handle(span) {}
          run() {
            return tracer.startActiveSpan("x", this.handle);
          }
        }
    """,
    "a span that its callback returns": """
        function run(work) {
          const span = tracer.startActiveSpan("x", (span) => span);
          try {
            work();
          } finally {
            span.end();
          }
        }
    """,
    "a span that its callback returns among others": """
        function run(ready) {
          const spans = tracer.startActiveSpan("x", (span) => [span]);
          if (!ready) return;
          spans[0].end();
        }
    """,
    "a span that an asynchronous callback returns": """
        function run(ready) {
          const promise = tracer.startActiveSpan("x", async (span) => span);
          if (!ready) return;
          return promise;
        }
    """,
    "a test": """
        it("runs", () => {
          const span = tracer.startSpan("x");
          return work().then(() => span.end());
        });
    """,
}


@pytest.mark.parametrize("text", _FINDINGS.values(), ids=_FINDINGS)
def test_a_callback_leaves_a_span_without_an_end(text: str) -> None:
    assert "// SPN103" in text
    assert_as_marked("app.ts", typescript(text))


@pytest.mark.parametrize("text", _SILENT.values(), ids=_SILENT)
def test_a_callback_ends_a_span(text: str) -> None:
    assert "// SPN103" not in text
    assert_as_marked("app.ts", typescript(text))


def test_the_note_is_at_the_promise() -> None:
    ((message, related),) = notes("app.ts", typescript(_FINDINGS["a success callback alone"]))
    assert "`span` is not ended if the promise is rejected (line 8)" in message
    assert related == [(8, "if this is rejected, the callback that ends it does not run")]
    ((message, related),) = notes("app.ts", typescript(_FINDINGS["a rejection callback alone"]))
    assert "`span` is not ended if the promise is fulfilled (line 8)" in message


def test_the_help_names_what_ends_it_in_both_cases() -> None:
    text = typescript(_FINDINGS["a success callback alone"])
    (diagnostic,) = diagnostics("app.ts", text, frozenset({"SPN103"}))
    assert diagnostic.help == "end `span` in `.finally(..)`, which runs in both cases"
    text = typescript(_FINDINGS["an error that passes the end"])
    (diagnostic,) = diagnostics("app.ts", text, frozenset({"SPN103"}))
    assert diagnostic.help is not None
    assert diagnostic.help.startswith("end `span` on this path too")


def test_a_function_of_another_file_runs_a_callback(tmp_path: Path) -> None:
    (tmp_path / "within.ts").write_text(
        "export async function within(name: string, run: () => Promise<void>) { console.log(name); await run(); }\n"
        "export function later(name: string, run: () => Promise<void>) { queue.push(run); }\n"
    )
    body = """
        import { within, later } from "./within";
        async function one(next) {
          const span = tracer.startSpan("x"); // SPN103
          await within("a", async () => {
            await next();
            span.end();
          });
        }
        async function two(next) {
          const span = tracer.startSpan("x");
          later("a", async () => {
            await next();
            span.end();
          });
        }
    """
    text, path = typescript(body), tmp_path / "app.ts"
    path.write_text(text)
    outcome = run(Tasks([str(path)], [Settings(frozenset({"SPN103"}))], {str(path)}))
    assert [diagnostic.start.line for diagnostic in outcome.diagnostics] == [line for line, _ in marked(text)]
