"""SPN103: spans that a function hands to the function it is passed, and ends itself after that; each case beside its
twin."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, python, typescript

_TYPESCRIPT = {
    "not ended where it fails": """
        export const run = (name, fn) =>
          tracer.startActiveSpan(name, {}, context.active(), async (span) => { // SPN103
            const result = await fn(span);
            span.setAttribute("done", true).end();
            return result;
          });
    """,
    "ended only behind the handler's way out": """
        export async function run(name, fn) {
          const span = tracer.startSpan(name, {}, context.active()); // SPN103
          try {
            const result = await fn(span);
            span.end();
            return result;
          } catch (error) {
            span.recordException(error);
            throw error;
          }
        }
    """,
    "ended in a finally": """
        export async function run(name, fn) {
          const span = tracer.startSpan(name, {}, context.active());
          try { return await fn(span); } finally { span.end(); }
        }
    """,
    "ended only where it fails, else by the function that gets it": """
        export async function run(name, fn) {
          const span = tracer.startSpan(name, {}, context.active());
          try { return await fn(span); } catch (error) { span.end(); throw error; }
        }
    """,
    "ended on a condition, else by the function that gets it": """
        export async function run(name, ends, fn) {
          const span = tracer.startSpan(name, {}, context.active());
          const result = await fn(span);
          if (ends) span.end();
          return result;
        }
    """,
    "ended in an arm, else by the function that gets it": """
        export async function run(name, ends, fn) {
          const span = tracer.startSpan(name, {}, context.active());
          const result = await fn(span);
          if (ends) {
            span.end();
          }
          return result;
        }
    """,
    "handed to a handler of its own where it fails": """
        export async function run(name, fn, onError) {
          const span = tracer.startSpan(name, {}, context.active());
          try {
            const result = await fn(span);
            span.end();
            return result;
          } catch (error) {
            onError(error, span);
            throw error;
          }
        }
    """,
    "handed to a function that runs in the context of the span": """
        export async function run(name, fn) {
          const span = tracer.startSpan(name, {}, context.active()); // SPN103
          const result = await context.with(trace.setSpan(context.active(), span), () => fn(span));
          span.end();
          return result;
        }
    """,
    "handed to a function that runs later": """
        export async function run(name, queue, fn) {
          const span = tracer.startSpan(name, {}, context.active());
          const result = await queue.add(() => fn(span));
          span.end();
          return result;
        }
    """,
    "handed over for good in an arm": """
        export async function run(name, file, keep) {
          const span = tracer.startSpan(name, {}, context.active());
          if (!file) {
            keep(span);
            return null;
          }
          if (file.isOpen) keep(span);
          span.end();
          return file;
        }
    """,
    "handed over for good by a return": """
        export function run(name, file, keep) {
          const span = tracer.startSpan(name, {}, context.active());
          try {
            return keep(span);
          } catch (error) {
            file.close();
          }
          span.end();
          return null;
        }
    """,
    "not ended where its promise is rejected": """
        export const run = (name, fn) =>
          tracer.startActiveSpan(name, {}, context.active(), (span) => // SPN103
            fn(span).then((result) => {
              span.end();
              return result;
            }));
    """,
    "not ended where the promise of a started span is rejected": """
        export function run(name, fn) {
          const span = tracer.startSpan(name, {}, context.active()); // SPN103
          return fn(span).then(() => span.end());
        }
    """,
    "ended where its promise is rejected": """
        export const run = (name, fn) =>
          tracer.startActiveSpan(name, {}, context.active(), (span) =>
            fn(span).then(() => span.end(), (error) => { span.end(); throw error; }));
    """,
    "ended where its promise is rejected, behind the other outcome": """
        export const run = (name, fn) =>
          tracer.startActiveSpan(name, {}, context.active(), (span) =>
            fn(span).then(() => span.end()).catch((error) => { span.end(); throw error; }));
    """,
    "ended whichever way its promise settles": """
        export const run = (name, fn) =>
          tracer.startActiveSpan(name, {}, context.active(), (span) => fn(span).finally(() => span.end()));
    """,
    "ended on a condition once its promise is fulfilled": """
        export const run = (name, ends, fn) =>
          tracer.startActiveSpan(name, {}, context.active(), (span) =>
            fn(span).then((result) => {
              if (ends) { span.end(); }
              return result;
            }));
    """,
    "handed to what is no parameter, and ended once that is fulfilled": """
        import { fn } from "./work";
        export const run = (name) =>
          tracer.startActiveSpan(name, {}, context.active(), (span) => fn(span).then(() => span.end()));
    """,
    "handed to what is no parameter": """
        import { fn } from "./work";
        export async function run(name) {
          const span = tracer.startSpan(name, {}, context.active());
          const result = await fn(span);
          span.end();
          return result;
        }
    """,
}
_PYTHON = {
    "not ended where it fails": """
        async def run(ctx, function):
            span = tracer.start_span("x", context=ctx)  # SPN103
            result = await function(span)
            span.end()
            return result
    """,
    "handed to what is no parameter": """
        from work import function
        async def run(ctx):
            span = tracer.start_span("x", context=ctx)
            result = await function(span)
            span.end()
            return result
    """,
}


@pytest.mark.parametrize("case", _TYPESCRIPT)
def test_a_span_that_comes_back_in_typescript(case: str) -> None:
    assert_as_marked("a.ts", typescript(_TYPESCRIPT[case]))


@pytest.mark.parametrize("case", _PYTHON)
def test_a_span_that_comes_back_in_python(case: str) -> None:
    assert_as_marked("a.py", python(_PYTHON[case]))
