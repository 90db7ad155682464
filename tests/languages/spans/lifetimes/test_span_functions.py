"""SPN103: spans that a function of the project starts for its caller, or for a function that the caller passes."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint
from tests.languages.names.project_case import repository
from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, notes, python, typescript

_PYTHON = {
    "dropped": """
        def begin(name):
            span = tracer.start_span(name)
            span.set_attribute("a", 1)
            return span
        def run():
            begin("x")  # SPN103
    """,
    "kept": """
        def begin(name):
            return tracer.start_span(name)
        def run(self):
            self.span = begin("x")
    """,
    "the name of another function in one scope": """
        def begin(name):
            print(name)
        def run():
            begin("x")
        def other():
            def begin(name):
                return tracer.start_span(name)
            begin("x")  # SPN103
    """,
    "awaited at one of its calls": """
        async def begin(name):
            return tracer.start_span(name)
        async def run():
            begin("x")
            await begin("x")  # SPN103
    """,
    "handed on": """
        def begin(name):
            return tracer.start_span(name)
        def run(keep):
            keep(begin("x"))
    """,
    "not ended on one path": """
        def begin(name):
            return tracer.start_span(name)
        def run(ready):
            span = begin("x")  # SPN103
            if not ready:
                return
            span.end()
    """,
    "ended on every path": """
        def begin(name):
            return tracer.start_span(name)
        def run(work):
            span = begin("x")
            try:
                work()
            finally:
                span.end()
    """,
    "ended by a `with`": """
        def begin(name):
            return tracer.start_span(name)
        def run(work):
            with begin("x"):
                work()
    """,
    "none if it is switched off": """
        def begin(name, is_on):
            if not is_on:
                return None
            return tracer.start_span(name)
        def run(ready, is_on):
            span = begin("x", is_on)
            if span is not None:
                span.end()
        def leave(ready, is_on):
            span = begin("x", is_on)  # SPN103
            if ready and span is not None:
                span.end()
    """,
    "one of the caller's": """
        def begin(name, parent):
            if parent is not None:
                return parent
            return tracer.start_span(name)
        def run(parent):
            begin("x", parent)
    """,
    "kept by the function": """
        def begin(name, spans):
            span = tracer.start_span(name)
            spans.append(span)
            return span
        def run(spans):
            begin("x", spans)
    """,
    "made current by the function": """
        def begin(name):
            span = tracer.start_span(name)
            attach(trace.set_span_in_context(span))  # SPN104
            return span
        def run():
            begin("x")
    """,
    "ended by the function on one path": """
        def begin(name, work):
            span = tracer.start_span(name)
            if work.is_done:
                span.end()
            return span
        def run(work):
            begin("x", work)
    """,
    "of a decorated function": """
        @contextmanager
        def begin(name):
            return tracer.start_span(name)
        def run():
            begin("x")
    """,
    "of a function that another returns": """
        def begin(name):
            return tracer.start_span(name)
        def begin_turn():
            span = begin("turn")
            span.set_attribute("a", 1)
            return span
        def run():
            begin_turn()  # SPN103
    """,
    "of a coroutine": """
        async def begin(name):
            return tracer.start_span(name)
        async def run():
            await begin("x")  # SPN103
        async def schedule(tasks):
            begin("x")
            tasks.append(begin("x"))
    """,
    "of a generator": """
        def begin(names):
            for name in names:
                yield name
            return tracer.start_span("x")
        def run(names):
            begin(names)
    """,
    "of a method": """
        class Telemetry:
            def begin(self, name):
                return tracer.start_span(name)
        class Listener:
            def __init__(self):
                self.telemetry = Telemetry()
            def on_start(self):
                self.telemetry.begin("x")  # SPN103
            def on_stop(self, other):
                other.begin("x")
    """,
    "of a stranger's tracer": """
        def begin(name, client):
            return client.start_span(name)
        def run(client):
            begin("x", client)
    """,
    "in a test": """
        def begin(name):
            return tracer.start_span(name)
        def test_begin():
            begin("x")
    """,
    "at the top level": """
        def begin(name):
            return tracer.start_span(name)
        begin("x")
    """,
    "handed to the caller's function, which ends it on one path": """
        def traced(name, run):
            span = tracer.start_span(name)
            return run(span)
        def lose(value):
            def work(span):
                if value:
                    span.end()
            traced("x", work)  # SPN103
        def end(value):
            def work(span):
                span.end()
            traced("x", work)
    """,
}
_TYPESCRIPT = {
    "held in a constant before it is returned, and dropped": """
        function begin(name: string): Span {
          const span = tracer.startSpan(name);
          span.setAttribute("a", 1);
          return span;
        }
        class Events {
          onStart() { begin("x"); }  // SPN103
          onTurn() { this.turn = begin("x"); }
        }
    """,
    "held in a constant before it is returned, and kept by the function": """
        function begin(name: string): Span {
          const span = tracer.startSpan(name);
          open.push(span);
          return span;
        }
        function run() { begin("x"); }
    """,
    "the name of another function in one scope": """
        function begin(name) {
          console.log(name);
        }
        function run() {
          begin("x");
        }
        function other() {
          const begin = (name) => tracer.startSpan(name);
          begin("x"); // SPN103
        }
    """,
    "awaited at one of its calls": """
        async function begin(name) {
          return tracer.startSpan(name);
        }
        async function run() {
          begin("x");
          await begin("x"); // SPN103
        }
    """,
    "dropped": """
        const begin = (name) => tracer.startSpan(name).setAttribute("a", 1);
        function run() {
          begin("x"); // SPN103
        }
    """,
    "not ended on one path": """
        function begin(name) {
          return tracer.startSpan(name);
        }
        async function run(ready) {
          const span = begin("x"); // SPN103
          if (!ready) return 0;
          span.end();
        }
    """,
    "one of two": """
        function begin(name, isChild) {
          return isChild ? tracer.startSpan("child") : tracer.startSpan(name);
        }
        function run(isChild) {
          begin("x", isChild); // SPN103
        }
    """,
    "of a promise": """
        async function begin(name) {
          return tracer.startSpan(name);
        }
        async function run(ready) {
          const span = await begin("x"); // SPN103
          if (ready) span.end();
        }
        function pass(ready) {
          const promise = begin("x");
          return promise;
        }
    """,
    "kept by the function": """
        class Turns {
          begin(name) {
            const span = tracer.startSpan(name);
            this.span = span;
            return span;
          }
          run() {
            this.begin("x");
          }
        }
    """,
    "handed to the caller's function": """
        function traced(name, run) {
          return tracer.startActiveSpan(name, (span) => {
            span.setAttribute("a", 1);
            return run(span);
          });
        }
        const lose = (key) => traced("x", async (span) => { // SPN103
          if (!key) return undefined;
          span.end();
        });
        const end = (key) => traced("x", async (span) => {
          span.end();
        });
        const never = (key) => traced("x", () => key); // SPN103
        const ask = (key) => traced("x", () => trace.getActiveSpan().end());
        const keep = (key) => traced("x", (span) => key.set(span));
        const pass = (run) => traced("x", run);
    """,
    "handed to the caller's method": """
        function traced(name, run) {
          return tracer.startActiveSpan(name, (span) => run(span));
        }
        class Vault {
          lose() { return traced("x", this.one); } // SPN103
          end() { return traced("x", this.other.bind(this)); }
          extend() { return traced("x", this.note); }
          skip() { return traced("x", this.none); }
          one = async (span) => {
            if (await empty()) return;
            span.end();
          };
          other(span) { span.end(); }
          note(span) { span.setAttribute("a", 1); }
          none() {}
        }
    """,
    "handed to the caller's function, and ended": """
        function traced(name, run) {
          return tracer.startActiveSpan(name, async (span) => {
            try {
              return await run(span);
            } finally {
              span.end();
            }
          });
        }
        const rest = (key) => traced("x", async (span) => key);
    """,
    "handed to the caller's function, and to another": """
        function traced(name, run, done) {
          return tracer.startActiveSpan(name, (span) => {
            run(span);
            done(span);
          });
        }
        const rest = (key, done) => traced("x", (span) => key, done);
    """,
    "handed to a function that is known": """
        function traced(name, run) {
          return tracer.startActiveSpan(name, (span) => {
            finish(span);
          });
        }
        const rest = (key) => traced("x", (span) => key);
        declare function finish(span: unknown): void;
    """,
    "handed to the caller's function in the second place": """
        function traced(run) {
          const span = tracer.startSpan("x");
          return run("name", span);
        }
        const lose = () => traced((name, span) => { span.setAttribute("a", name); }); // SPN103
        const end = () => traced((name, span) => span.end());
        const skip = () => traced((name) => name);
        const rest = () => traced((...values) => values);
    """,
}


@pytest.mark.parametrize("text", _PYTHON.values(), ids=_PYTHON)
def test_spans_for_callers(text: str) -> None:
    assert_as_marked("app.py", python(text))


@pytest.mark.parametrize("text", _TYPESCRIPT.values(), ids=_TYPESCRIPT)
def test_spans_for_callers_in_typescript(text: str) -> None:
    assert_as_marked("app.ts", typescript(text))


def test_the_message_names_the_function() -> None:
    ((message, related),) = notes("app.py", python(_PYTHON["dropped"]))
    assert message.startswith("the span started by this `begin` is never ended")
    assert related == []


_FILES = {
    "app.py": """
        from opentelemetry import trace
        from telemetry import begin_span, keep_span
        tracer = trace.get_tracer("app")
        def own():
            tracer.start_span("y").end()
        def drop():
            begin_span("x")  # SPN103
        def kept(spans):
            keep_span("x", spans)
    """,
    "telemetry.py": """
        from opentelemetry import trace
        tracer = trace.get_tracer("telemetry")
        def begin_span(name):
            return tracer.start_span(name)
        def keep_span(name, spans):
            spans.append(tracer.start_span(name))
            return spans[-1]
    """,
    "app.ts": """
        import { trace } from "@opentelemetry/api";
        import { beginSpan, traced } from "./telemetry";
        const tracer = trace.getTracer("app");
        export const own = () => tracer.startSpan("y").end();
        export function drop() {
          beginSpan("x"); // SPN103
        }
        export const never = () => traced("x", (span) => { span.setAttribute("a", 1); }); // SPN103
        export const end = () => traced("x", (span) => span.end());
    """,
    "telemetry.ts": """
        import { trace } from "@opentelemetry/api";
        const tracer = trace.getTracer("telemetry");
        export const beginSpan = (name) => tracer.startSpan(name);
        export function traced(name, run) {
          return tracer.startActiveSpan(name, (span) => run(span));
        }
    """,
}


@pytest.mark.parametrize("name", ["app.py", "app.ts"])
def test_functions_of_other_files_are_followed(tmp_path: Path, name: str) -> None:
    folder = repository(tmp_path, _FILES)
    marked = [number for number, line in enumerate(textwrap.dedent(_FILES[name]).splitlines(), 1) if "SPN103" in line]
    got = run_spanlint(folder, "--isolated", "--select", "SPN103", "--output-format", "concise", name).out
    assert [int(line.split(":")[1]) for line in got.splitlines() if ": SPN103 " in line] == marked, got


@pytest.mark.parametrize(
    ("name", "is_followed"),
    [
        ("make_span", True),
        ("get_span", True),
        ("span_for_turn", True),
        ("start_trace_of", True),
        ("address_span", True),
        ("set_span", False),
        ("end_span", False),
        ("assert_span", False),
        ("get_span_name", False),
        ("finished_spans", False),
        ("get_tracer", False),
        ("use_span", False),
    ],
)
def test_an_imported_function_is_followed_unless_its_name_says_that_it_starts_no_span(
    tmp_path: Path, name: str, is_followed: bool
) -> None:
    files = {path: text.replace("begin_span", name) for path, text in _FILES.items() if path.endswith(".py")}
    folder = repository(tmp_path, files)
    got = run_spanlint(folder, "--isolated", "--select", "SPN103", "--output-format", "concise", "app.py").out
    assert (": SPN103 " in got) is is_followed, got


_OTHER_NAMES = {
    "app.py": """
        from opentelemetry import trace
        from telemetry import enter_step
        tracer = trace.get_tracer("app")
        def own():
            tracer.start_span("y").end()
        def left(ok):
            step = enter_step("x")  # SPN103
            if ok:
                step.end()
        def dropped():
            step = enter_step("x")
            step.end()
    """,
    "telemetry.py": """
        from opentelemetry import trace
        tracer = trace.get_tracer("telemetry")
        def enter_step(name):
            return tracer.start_span(name)
    """,
    "app.ts": """
        import { trace, type Span } from "@opentelemetry/api";
        import { enterStep, openFile } from "./telemetry";
        const tracer = trace.getTracer("app");
        export const own = () => tracer.startSpan("y").end();
        export async function left(work) {
          const step: Span = enterStep("x"); // SPN103
          await work();
          step?.end();
        }
        export async function file(work) {
          const opened = openFile("x");
          await work();
          opened.end();
        }
    """,
    "telemetry.ts": """
        import { trace } from "@opentelemetry/api";
        const tracer = trace.getTracer("telemetry");
        export const enterStep = (name) => tracer.startSpan(name);
        export const openFile = (name) => files.open(name);
    """,
}


@pytest.mark.parametrize("name", ["app.py", "app.ts"])
def test_functions_by_any_name_are_followed_if_their_result_is_ended(tmp_path: Path, name: str) -> None:
    folder = repository(tmp_path, _OTHER_NAMES)
    lines = textwrap.dedent(_OTHER_NAMES[name]).splitlines()
    got = run_spanlint(folder, "--isolated", "--select", "SPN103", "--output-format", "concise", name).out
    found = [int(line.split(":")[1]) for line in got.splitlines() if ": SPN103 " in line]
    assert found == [number for number, line in enumerate(lines, 1) if "SPN103" in line], got
