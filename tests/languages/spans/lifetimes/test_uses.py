"""SPN103: what code does with a span that it holds, each case beside its twin."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, notes, python, typescript

_PYTHON = {
    "kept by the name that `use_span` gives it": """
        @contextmanager
        def run(ctx, Held):
            span = tracer.start_span("x", context=ctx)
            with trace.use_span(span, end_on_exit=False) as current:
                yield Held(current)
    """,
    "ended by the name that `use_span` gives it": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            with trace.use_span(span) as current:
                work()
                current.end()
    """,
    "ended on one path by the name that `use_span` gives it": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            with trace.use_span(span) as current:
                if work():
                    current.end()
    """,
    "described by the name that `use_span` gives it": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            with trace.use_span(span) as current:
                current.set_attribute("a", work())
    """,
    "a `with` gives its name another span": """
        def run(ctx, work):
            if work.first:
                span = tracer.start_span("first", context=ctx)  # SPN103
                work.first = False
            with tracer.start_as_current_span("second", context=ctx) as span:
                work(span)
    """,
    "a `with` gives another name its span": """
        def run(ctx, work):
            span = tracer.start_span("first", context=ctx)
            with tracer.start_as_current_span("second", context=ctx) as inner:
                work(inner)
            span.end()
    """,
    "kept as the left part of `or`": """
        def run(self, ctx):
            span = tracer.start_span("x", context=ctx)
            self.span = span or None
    """,
    "tested by the left part of `and`": """
        def run(self, ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            self.span = span and None
    """,
    "assigned to a name and an attribute": """
        def run(self, ctx):
            self.span = span = tracer.start_span("x", context=ctx)
            span.set_attribute("a", 1)
    """,
    "assigned to a name in a condition": """
        def run(self, ctx):
            if span := tracer.start_span("x", context=ctx):  # SPN103
                span.set_attribute("a", 1)
    """,
    "asked about where it is assigned": """
        def run(self, ctx):
            if (span := tracer.start_span("x", context=ctx)).is_recording():  # SPN103
                span.set_attribute("a", 1)
    """,
    "handed on where it is assigned": """
        def run(self, ctx):
            if self.keep((span := tracer.start_span("x", context=ctx)).is_recording, span):
                span.set_attribute("a", 1)
    """,
    "assigned to a name in an argument": """
        def run(self, ctx):
            self.keep(span := tracer.start_span("x", context=ctx))
            span.set_attribute("a", 1)
    """,
    "an end without a call": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            try:
                work()
            finally:
                span.end
    """,
    "an end that is handed on": """
        def run(ctx, stack):
            span = tracer.start_span("x", context=ctx)
            stack.callback(span.end)
    """,
    "handed on by the name that a `with` gives it": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            with trace.use_span(span, end_on_exit=False) as current:
                work(current)
    """,
    "an end that a local keeps for nothing": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            finish = span.end
            work()
    """,
    "an end that a local keeps to call it": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            finish = span.end
            work(finish)
    """,
    "in place of a span that records nothing": """
        def run(ctx, work, is_on):
            span = tracer.start_span("x", context=ctx) if is_on else trace.INVALID_SPAN  # SPN103
            if work():
                return
            span.end()
    """,
    "in place of the active span": """
        def run(ctx, work, is_on):
            span = tracer.start_span("x", context=ctx) if is_on else trace.get_current_span()
            if work():
                return
            span.end()
    """,
    "an end without a call, and one with": """
        def run(ctx, work):
            span = tracer.start_span("x", context=ctx)
            span.end
            work()
            span.end()
    """,
    "only asked": """
        def run(ctx):
            return tracer.start_span("x", context=ctx).get_span_context()  # SPN103
    """,
    "only written to": """
        def run(ctx):
            tracer.start_span("x", context=ctx).set_attribute("a", 1)  # SPN103
    """,
    "only ended": """
        def run(ctx):
            tracer.start_span("x", context=ctx).end()
    """,
    "entered by hand": """
        def run(ctx):
            return tracer.start_span("x", context=ctx).__enter__()
    """,
    "a name in an expression whose method is called": """
        def run(ctx):
            (span := tracer.start_span("x", context=ctx)).set_attribute("a", 1)  # SPN103
    """,
    "a name in an expression whose method is called, and an end": """
        def run(ctx):
            (span := tracer.start_span("x", context=ctx)).set_attribute("a", 1)
            span.end()
        def show(ctx):
            (span := tracer.start_span("x", context=ctx)).end()
    """,
}
_TYPESCRIPT = {
    "kept as the left part of `||`": """
        function run(store, ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          store.span = span || null;
        }
    """,
    "tested by the left part of `&&`": """
        function run(store, ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          store.span = span && null;
        }
    """,
    "assigned to a name and a member": """
        function run(store, ctx) {
          let span;
          store.span = span = tracer.startSpan("x", {}, ctx);
          span.setAttribute("a", 1);
        }
    """,
    "assigned to a name in a condition": """
        function run(store, ctx) {
          let span;
          if ((span = tracer.startSpan("x", {}, ctx))) { // SPN103
            span.setAttribute("a", 1);
          }
        }
    """,
    "an end without a call": """
        function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          try {
            work();
          } finally {
            span.end;
          }
        }
    """,
    "an end that is handed on": """
        function run(ctx, stream) {
          const span = tracer.startSpan("x", {}, ctx);
          stream.onEnd(span.end);
        }
    """,
    "an end that a local keeps for nothing": """
        async function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          const finish = span.end;
          work();
          void finish;
        }
    """,
    "an end that a local keeps to bind it": """
        async function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx);
          const finish = span.end;
          work(finish.bind(span));
        }
    """,
    "in place of a span that records nothing": """
        function run(ctx, work, isOn, sc) {
          const span = isOn ? tracer.startSpan("x", {}, ctx) : trace.wrapSpanContext(sc); // SPN103
          if (work()) return;
          span.end();
        }
    """,
    "in place of the active span": """
        function run(ctx, work, isOn) {
          const span = isOn ? tracer.startSpan("x", {}, ctx) : trace.getActiveSpan();
          if (work()) return;
          span.end();
        }
    """,
    "in place of one that records nothing, and ended where it was started": """
        function run(ctx, work, isOn, sc) {
          const span = isOn ? tracer.startSpan("x", {}, ctx) : trace.wrapSpanContext(sc);
          work();
          if (isOn) span.end();
        }
    """,
    "a callback that is what a method of the span returns": """
        async function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          await work((percent) => span.addEvent("progress", { percent }));
          span.end();
        }
    """,
    "a callback that is the span": """
        async function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx);
          await work(() => span);
          span.end();
        }
    """,
    "a function that is kept, and what a method of the span returns": """
        function run(ctx, store) {
          const span = tracer.startSpan("x", {}, ctx);
          store.note = (name) => span.addEvent(name);
        }
    """,
    "the callback of the span itself": """
        function run(ctx, store) {
          const span = tracer.startActiveSpan("x", {}, ctx, (own) => own.setAttribute("a", 1));
          store.end(span);
        }
    """,
    "only asked": """
        function run(ctx) {
          return tracer.startSpan("x", {}, ctx).spanContext(); // SPN103
        }
    """,
    "only written to": """
        function run(ctx) {
          tracer.startSpan("x", {}, ctx).setAttribute("a", 1).recordException("b"); // SPN103
        }
    """,
    "an end that a promise calls without the span": """
        function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          return work().finally(span.end);
        }
    """,
    "an end that a listener calls without the span": """
        function run(ctx, response) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          response.once("close", span.end);
        }
    """,
    "an end that a timer calls without the span": """
        function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          setTimeout(span.end, 10);
        }
    """,
    "an end that is taken off the span and called": """
        function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          const end = span.end;
          try { return work(); } finally { end(); }
        }
    """,
    "an end that is bound to the span": """
        function run(ctx, response, work) {
          const span = tracer.startSpan("x", {}, ctx);
          const end = span.end.bind(span);
          try { return work(); } finally { end(); }
        }
        function send(ctx, response) {
          const span = tracer.startSpan("x", {}, ctx);
          response.once("close", span.end.bind(span));
        }
    """,
    "an end that is handed to what may bind it": """
        function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          return keep(span, span.end);
        }
        function add(ctx, cleanups) {
          const span = tracer.startSpan("x", {}, ctx);
          cleanups.push(span.end);
        }
    """,
    "written to and ended": """
        function run(ctx) {
          tracer.startSpan("x", {}, ctx).setAttribute("a", 1).end();
        }
    """,
    "an end that a pattern takes off the span": """
        function run(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          const { end } = span;
          try { return work(); } finally { end(); }
        }
        function show(ctx, work) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          const { end: finish } = span;
          work();
          finish();
        }
    """,
    "other members that a pattern takes off the span": """
        function run(ctx, ready) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          const { setAttribute } = span;
          if (!ready) return;
          span.end();
        }
    """,
    "an end that a pattern takes off the span and that is handed on": """
        function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          const { end } = span;
          return end;
        }
        function show(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          const { end } = span;
          end.call(span);
        }
        function copy(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          const { ...all } = span;
          return all;
        }
    """,
}


@pytest.mark.parametrize("text", _PYTHON.values(), ids=_PYTHON)
def test_use(text: str) -> None:
    assert_as_marked("app.py", python(text))


@pytest.mark.parametrize("text", _TYPESCRIPT.values(), ids=_TYPESCRIPT)
def test_use_in_typescript(text: str) -> None:
    assert_as_marked("app.ts", typescript(text))


def test_a_method_of_python_keeps_its_span() -> None:
    assert_as_marked(
        "app.py",
        python("""
            def run(ctx, work):
                span = tracer.start_span("x", context=ctx)
                end = span.end
                try:
                    work()
                finally:
                    end()
        """),
    )


def test_an_end_without_a_call_is_named() -> None:
    ((message, related),) = notes("app.py", python(_PYTHON["an end without a call"]))
    assert "is named, but not called on it (line 14)" in message
    assert related == [(14, "this does not end it")]
