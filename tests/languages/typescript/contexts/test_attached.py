"""SPN104 in TypeScript: what an attached context does to the active span, and what takes it back all the same."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, typescript

_IMPORTS = 'import { ROOT_CONTEXT } from "@opentelemetry/api";\n'
_CASES = {
    "values, through a local": """
        function remember(session, bag) {
          let ctx = context.active();
          ctx = ctx.setValue(KEY, session);
          if (bag) ctx = propagation.setBaggage(ctx, bag);
          context.attach(ctx);
        }
    """,
    "a span, through the same local": """
        function remember(session, span) {
          let ctx = trace.setSpan(context.active(), span);
          ctx = ctx.setValue(KEY, session);
          context.attach(ctx); // SPN104
        }
    """,
    "values on the caller's context": """
        function remember(bag, ctx = context.active()) {
          context.attach(propagation.setBaggage(ctx, bag));
        }
    """,
    "values on what was received": """
        function remember(headers, bag) {
          const ctx = propagation.extract(context.active(), headers);
          context.attach(propagation.setBaggage(ctx, bag)); // SPN104
        }
    """,
    "no span at all": """
        function reset(log) {
          const fresh = ROOT_CONTEXT;
          log(fresh);
          context.attach(fresh);
        }
    """,
    "what the process was started with": """
        function adopt() {
          const traceparent = process.env.TRACEPARENT;
          if (traceparent) context.attach(propagation.extract(context.active(), { traceparent }));
        }
    """,
    "what a request came with": """
        function adopt(request) {
          const traceparent = request.headers.traceparent;
          context.attach(propagation.extract(context.active(), { traceparent })); // SPN104
        }
    """,
    "called when the file is loaded": """
        function begin(ctx) {
          context.attach(ctx);
        }
        begin(load());
    """,
    "called by another function": """
        function begin(ctx) {
          context.attach(ctx); // SPN104
        }
        function main() {
          begin(load());
        }
    """,
    "between another attach and its end": """
        function run(ctx, span, work) {
          const outer = context.attach(ctx);
          try {
            context.attach(trace.setSpan(ctx, span));
            work();
          } finally {
            outer.dispose();
          }
        }
    """,
    "after the end of another attach": """
        function run(ctx, span, work) {
          const outer = context.attach(ctx);
          outer.dispose();
          context.attach(trace.setSpan(ctx, span)); // SPN104
        }
    """,
    "after a `using`": """
        function run(ctx, span, work) {
          using outer = context.attach(ctx);
          context.attach(trace.setSpan(ctx, span));
          work();
        }
    """,
    "the span that was active": """
        function keep(turn) {
          const before = trace.getActiveSpan();
          turn.begin();
          context.attach(trace.setSpan(context.active(), before));
        }
    """,
}


@pytest.mark.parametrize("text", _CASES.values(), ids=_CASES)
def test_what_stays_attached(text: str) -> None:
    assert_as_marked("app.ts", _IMPORTS + typescript(text))
