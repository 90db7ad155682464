"""SPN103: spans in a dictionary or a list of the function's own, each case beside its twin."""

from __future__ import annotations

import pytest

from spanlint.lint.judge import judge
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, notes, python, typescript

_PYTHON = {
    "stored in a dictionary": """
        def run(ctx):
            spans = {}
            span = tracer.start_span("x", context=ctx)  # SPN103
            spans["a"] = span
    """,
    "started into a dictionary": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)  # SPN103
            spans["a"].set_attribute("n", len(spans))
    """,
    "started into one that is written out": """
        def run(ctx):
            spans = {"a": tracer.start_span("x", context=ctx)}  # SPN103
            if "a" in spans:
                spans["a"].add_event("b")
    """,
    "started into a tuple": """
        def run(ctx):
            pair = (tracer.start_span("x", context=ctx), 1)  # SPN103
            pair[0].set_attribute("n", len(pair))
    """,
    "a tuple that is handed on": """
        def run(ctx, work):
            pair = (tracer.start_span("x", context=ctx), 1)
            work(pair)
    """,
    "a part of a tuple that is handed on": """
        def run(ctx, work):
            pair = (tracer.start_span("x", context=ctx), 1)
            work(pair[0])
    """,
    "a tuple that is taken apart": """
        def run(ctx, work):
            pair = (tracer.start_span("x", context=ctx), 1)
            span, number = pair
            span.end()
    """,
    "a tuple that is taken apart in vain": """
        def run(ctx, work):
            pair = (tracer.start_span("x", context=ctx), 1)  # SPN103
            span, number = pair
            work(number)
    """,
    "tuples that a loop takes apart in vain": """
        def run(ctx, jobs, work):
            pending = []
            for job in jobs:
                span = tracer.start_span("x", context=ctx)  # SPN103
                pending.append((job, span))
            for job, span in pending:
                work(job)
                span.add_event("done")
    """,
    "a list that `zip` gives to a loop in vain": """
        def run(ctx, jobs, work):
            spans = []
            for job in jobs:
                span = tracer.start_span("x", context=ctx)  # SPN103
                spans.append(span)
            for span, done in zip(spans, work(jobs), strict=True):
                span.set_attribute("done", done)
    """,
    "a list that `zip` gives to a loop": """
        def run(ctx, jobs, work):
            spans = []
            for job in jobs:
                span = tracer.start_span("x", context=ctx)
                spans.append(span)
            for span, done in zip(spans, work(jobs), strict=True):
                span.end()
    """,
    "a list that `zip` gives to a loop, which does not take it apart": """
        def run(ctx, jobs, work):
            spans = [tracer.start_span("x", context=ctx) for job in jobs]
            for pair in zip(work(jobs), spans):
                pair[1].end()
    """,
    "a list that `zip` may give in any place": """
        def run(ctx, jobs, work):
            spans = [tracer.start_span("x", context=ctx) for job in jobs]
            for done, span in zip(*work(jobs), spans):
                done.set_attribute("done", 1)
    """,
    "tuples that `enumerate` gives to a loop in vain": """
        def run(ctx, jobs, work):
            pending = []
            for job in jobs:
                span = tracer.start_span("x", context=ctx)  # SPN103
                pending.append((job, span))
            for number, (job, span) in enumerate(pending, 1):
                span.add_event(work(job, number))
    """,
    "tuples whose spans a loop over `enumerate` ends": """
        def run(ctx, jobs, work):
            pending = []
            for job in jobs:
                span = tracer.start_span("x", context=ctx)
                pending.append((job, span))
            for number, (job, span) in enumerate(pending, 1):
                work(job, number)
                span.end()
    """,
    "tuples whose spans a loop ends": """
        def run(ctx, jobs, work):
            pending = []
            for job in jobs:
                span = tracer.start_span("x", context=ctx)
                pending.append((job, span))
            for job, span in pending:
                work(job)
                span.end()
    """,
    "tuples whose spans a loop hands on": """
        def run(ctx, jobs, work):
            pending = []
            for job in jobs:
                pending.append((job, tracer.start_span("x", context=ctx)))
            for job, span in pending:
                work(span)
    """,
    "tuples in a dictionary": """
        def run(ctx, jobs):
            pending = {}
            for job in jobs:
                pending[job] = (tracer.start_span("x", context=ctx), job)  # SPN103
                span, last = pending.pop(job)
                span.add_event(last)
    """,
    "tuples in a dictionary that are taken out": """
        def run(ctx, jobs):
            pending = {}
            for job in jobs:
                pending[job] = (tracer.start_span("x", context=ctx), job)
                span, last = pending.pop(job)
                span.end()
    """,
    "a comprehension that nothing ends": """
        def run(ctx, names, work):
            spans = {name: tracer.start_span(name, context=ctx) for name in names}  # SPN103
            for name in names:
                work(name)
                spans[name].add_event("done")
    """,
    "a comprehension whose spans are ended": """
        def run(ctx, names):
            spans = [tracer.start_span(name, context=ctx) for name in names]
            for span in spans:
                span.end()
    """,
    "a comprehension whose spans are left open by a loop": """
        def run(ctx, names):
            spans = [tracer.start_span(name, context=ctx) for name in names]  # SPN103
            for span in spans:
                span.add_event("done")
    """,
    "a comprehension that is returned": """
        def run(ctx, names):
            spans = [tracer.start_span(name, context=ctx) for name in names]
            return spans
    """,
    "a comprehension that is handed on": """
        def run(ctx, names, work):
            work([tracer.start_span(name, context=ctx) for name in names])
    """,
    "a list that a loop goes over in vain": """
        def run(ctx):
            spans = [tracer.start_span("x", context=ctx)]  # SPN103
            for span in spans:
                span.add_event("a")
    """,
    "a list that a loop goes over": """
        def run(ctx):
            spans = [tracer.start_span("x", context=ctx)]
            for span in spans:
                span.end()
    """,
    "a tuple that is returned": """
        def run(ctx):
            return (tracer.start_span("x", context=ctx), 1)
    """,
    "added to a list": """
        def run(ctx):
            spans = list()
            spans.append(tracer.start_span("x", context=ctx))  # SPN103
            spans.clear()
    """,
    "added to a list that is returned": """
        def run(ctx):
            spans = []
            spans.append(tracer.start_span("x", context=ctx))
            return spans
    """,
    "a list of the caller": """
        def run(ctx, spans):
            spans.append(tracer.start_span("x", context=ctx))
    """,
    "a list of the module": """
        spans = []
        def run(ctx):
            spans.append(tracer.start_span("x", context=ctx))
    """,
    "a list of the function around": """
        def run(ctx):
            spans = []
            def start():
                spans.append(tracer.start_span("x", context=ctx))
            start()
    """,
    "a list that may be another": """
        def run(ctx, others):
            spans = []
            if others:
                spans = others
            spans.append(tracer.start_span("x", context=ctx))
    """,
    "a dictionary that `self` keeps": """
        def run(self, ctx):
            spans = {}
            self.spans = spans
            spans["a"] = tracer.start_span("x", context=ctx)
    """,
    "a dictionary that `self` keeps from the start": """
        def run(self, ctx):
            self.spans = spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
    """,
    "a dictionary that is handed on": """
        def run(ctx, work):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            work(spans)
    """,
    "a dictionary that is yielded": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            yield spans
    """,
    "a dictionary that an inner function reads": """
        def run(ctx, hooks):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            hooks.add(lambda: spans["a"].end())
    """,
    "a dictionary in another": """
        def run(ctx, shared):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            shared["spans"] = spans
    """,
    "ended in its place": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            spans["a"].end()
    """,
    "ended where it is taken out": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            spans.pop("a").end()
    """,
    "asked where it is taken out": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)  # SPN103
            spans.pop("a").set_attribute("n", 1)
    """,
    "ended in a loop": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            for span in spans.values():
                span.end()
    """,
    "ended in a comprehension": """
        def run(ctx):
            spans = []
            spans.append(tracer.start_span("x", context=ctx))
            [span.end() for span in spans]
    """,
    "ended by its name": """
        def run(ctx):
            spans = {}
            span = tracer.start_span("x", context=ctx)
            spans["a"] = span
            span.end()
    """,
    "ended by its name on one path": """
        def run(ctx, quiet):
            spans = {}
            span = tracer.start_span("x", context=ctx)  # SPN103
            spans["a"] = span
            if not quiet:
                span.end()
    """,
    "ended by its name on one path, or kept": """
        def run(self, ctx, quiet):
            span = tracer.start_span("x", context=ctx)
            self.spans["a"] = span
            if not quiet:
                span.end()
    """,
    "taken out under another name": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)  # SPN103
            span = spans.get("a")
            if span is not None:
                span.set_attribute("n", 1)
    """,
    "taken out under another name and ended": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            span = spans.get("a")
            if span is not None:
                span.end()
    """,
    "taken out under another name and handed on": """
        def run(ctx, work):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            span = spans.get("a")
            work(span)
    """,
    "taken out under its own name and ended": """
        def run(ctx, events):
            spans = {}
            for event in events:
                if event.starts:
                    span = tracer.start_span("x", context=ctx)
                    spans[event.id] = span
                else:
                    span = spans.pop(event.id)
                    span.end()
    """,
    "moved to another container": """
        def run(ctx):
            spans, done = {}, []
            spans["a"] = tracer.start_span("x", context=ctx)
            done.append(spans["a"])
            done[0].end()
    """,
    "set as another's parent": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)  # SPN103
            with tracer.start_as_current_span("y", context=trace.set_span_in_context(spans["a"])):
                pass
    """,
    "ended by a `with`": """
        def run(ctx):
            spans = {}
            spans["a"] = tracer.start_span("x", context=ctx)
            with trace.use_span(spans["a"], end_on_exit=True):
                pass
    """,
    "tokens": """
        def run(ctx):
            tokens = []
            tokens.append(attach(ctx))
            while tokens:
                detach(tokens.pop())
    """,
    "other parts of a tuple that are handed on": """
        def run(ctx, work):
            entry = (tracer.start_span("x", context=ctx), work.now())  # SPN103
            entry[0].set_attribute("elapsed", work.now() - entry[1])
    """,
    "another item of a dictionary that is returned": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            entry = {"span": span, "started": work.now()}
            return entry["started"]
    """,
    "items of a dictionary that hold the span, too": """
        def run(ctx, work, wanted):
            span = tracer.start_span("x", context=ctx)
            entry = {"span": span, "kept": span if wanted else None, "inner": [span]}
            work(entry["kept"])
        def show(ctx, work):
            span = tracer.start_span("x", context=ctx)
            entry = {"span": span, "inner": [span, 1]}
            return entry["inner"]
    """,
    "an item of a dictionary that is set to the span later": """
        def run(ctx, work):
            entry = {"span": None, "other": 1}
            entry["other"] = tracer.start_span("x", context=ctx)
            return entry["other"]
    """,
    "a part of a list that grows": """
        def run(ctx, work):
            entry = [1, 2]
            entry.append(tracer.start_span("x", context=ctx))
            return entry[0]
    """,
    "a part of a tuple at a place that is not known": """
        def run(ctx, work, place):
            entry = (tracer.start_span("x", context=ctx), work.now())
            return entry[place]
    """,
}
_TYPESCRIPT = {
    "tuples that a loop takes apart in vain": """
        export function run(ctx: Context, jobs: Job[]) {
          const pending: [Job, Span][] = [];
          for (const job of jobs) pending.push([job, tracer.startSpan("x", {}, ctx)]); // SPN103
          for (const [job, span] of pending) span.addEvent(work(job));
        }
    """,
    "tuples whose spans a loop ends": """
        export function run(ctx: Context, jobs: Job[]) {
          const pending: [Job, Span][] = [];
          for (const job of jobs) pending.push([job, tracer.startSpan("x", {}, ctx)]);
          for (const [job, span] of pending) { work(job); span.end(); }
        }
    """,
    "a tuple that is taken apart in vain": """
        export function run(ctx: Context) {
          const pair = [tracer.startSpan("x", {}, ctx), 1]; // SPN103
          const [span, number] = pair;
          span.setAttribute("n", number);
        }
    """,
    "a tuple that is taken apart": """
        export function run(ctx: Context) {
          const pair = [tracer.startSpan("x", {}, ctx), 1];
          const [span, number] = pair;
          span.end(number);
        }
    """,
    "set in an object": """
        function run(ctx) {
          const spans = {};
          spans.a = tracer.startSpan("x", {}, ctx); // SPN103
          spans.a.setAttribute("n", 1);
        }
    """,
    "ended in an object": """
        function run(ctx) {
          const spans = {};
          spans.a = tracer.startSpan("x", {}, ctx);
          spans.a.end();
        }
    """,
    "started into an object": """
        function run(ctx) {
          const spans = { a: tracer.startSpan("x", {}, ctx) }; // SPN103
          spans["a"].setAttribute("n", 1);
        }
    """,
    "an object that is returned": """
        function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          const spans = { span };
          return spans;
        }
    """,
    "an object that is taken apart": """
        function run(ctx) {
          const spans = { a: tracer.startSpan("x", {}, ctx) };
          const { a } = spans;
          a.end();
        }
    """,
    "named in an object": """
        function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          const spans = { span, other: 1 };
          spans.other = 2;
        }
    """,
    "an object with a method that ends it": """
        function run(ctx, work) {
          const spans = { a: tracer.startSpan("x", {}, ctx), done() { this.a.end(); } };
          spans.done();
        }
    """,
    "pushed": """
        function run(ctx) {
          const spans = [];
          spans.push(tracer.startSpan("x", {}, ctx)); // SPN103
          if (spans.length > 1) spans[0].addEvent("more");
        }
    """,
    "pushed, and ended for each": """
        function run(ctx) {
          const spans = [];
          spans.push(tracer.startSpan("x", {}, ctx));
          spans.forEach((span) => span.end());
        }
    """,
    "pushed, and ended in a loop": """
        function run(ctx) {
          const spans = [];
          spans.push(tracer.startSpan("x", {}, ctx));
          for (const span of spans) span.end();
        }
    """,
    "in a pair": """
        function run(ctx) {
          const pair = [tracer.startSpan("x", {}, ctx), 1]; // SPN103
          pair[0].setAttribute("n", pair.length);
        }
    """,
    "in a pair that is handed on": """
        function run(ctx, work) {
          const pair = [tracer.startSpan("x", {}, ctx), 1];
          work(...pair);
        }
    """,
    "in a map": """
        async function run(events, ctx) {
          const spans = new Map<string, unknown>();
          for await (const event of events) {
            const span = tracer.startSpan("x", {}, ctx); // SPN103
            spans.set(event.id, span);
            spans.get(event.id)?.setAttribute("n", spans.size);
          }
        }
    """,
    "in a map, and ended where it is taken out": """
        async function run(events, ctx) {
          const spans = new Map<string, unknown>();
          for await (const event of events) {
            const span = tracer.startSpan("x", {}, ctx);
            spans.set(event.id, span);
            spans.get(event.id)?.end();
          }
        }
    """,
    "in a map, and taken out under another name": """
        function run(ctx) {
          const spans = new Map();
          spans.set("a", tracer.startSpan("x", {}, ctx)); // SPN103
          const span = spans.get("a");
          span.setAttribute("n", 1);
        }
    """,
    "in a map, and ended under another name": """
        function run(ctx) {
          const spans = new Map();
          spans.set("a", tracer.startSpan("x", {}, ctx));
          const span = spans.get("a");
          span.end();
        }
    """,
    "in a map that a callback reads": """
        function run(ctx, stream) {
          const spans = new Map();
          spans.set("a", tracer.startSpan("x", {}, ctx));
          stream.on("end", () => spans.get("a").end());
        }
    """,
    "in a map of the object": """
        class Turn {
          run(ctx) {
            this.spans.set("a", tracer.startSpan("x", {}, ctx));
          }
        }
    """,
    "in a map that the object keeps": """
        class Turn {
          run(ctx) {
            const spans = (this.spans = new Map());
            spans.set("a", tracer.startSpan("x", {}, ctx));
          }
        }
    """,
    "another member of an object that is returned": """
        function run(ctx, clock) {
          const entry = { span: tracer.startSpan("x", {}, ctx), started: clock.now() }; // SPN103
          entry.span.setAttribute("waited", 1);
          return entry.started;
        }
    """,
    "a member of an object that holds the span, too": """
        function run(ctx, clock) {
          const span = tracer.startSpan("x", {}, ctx);
          const entry = { span, inner: { span } };
          return entry.inner;
        }
    """,
}


@pytest.mark.parametrize("text", _PYTHON.values(), ids=_PYTHON)
def test_containers(text: str) -> None:
    assert_as_marked("app.py", python(text))


@pytest.mark.parametrize("text", _TYPESCRIPT.values(), ids=_TYPESCRIPT)
def test_containers_in_typescript(text: str) -> None:
    assert_as_marked("app.ts", typescript(text))


def test_the_message_names_the_span() -> None:
    ((message, _),) = notes("app.py", python(_PYTHON["stored in a dictionary"]))
    assert message.startswith("`span` is never ended")


@pytest.mark.parametrize("case", ["stored in a dictionary", "started into a dictionary"])
def test_a_span_that_waits_in_a_container_gets_no_fix(case: str) -> None:
    judgement = judge(decode("app.py", "python", python(_PYTHON[case]).encode()), Settings(frozenset({"SPN103"})))
    assert [finding.proposals for _, finding in judgement.findings] == [()]
