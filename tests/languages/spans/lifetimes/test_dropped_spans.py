"""SPN103: spans that a sampler or a throttle leaves without an end on purpose, each case beside its twin."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, python, typescript

_PYTHON = {
    "replaced unless sampled": """
        def run(ctx, should_sample):
            span = tracer.start_span("x", context=ctx)
            if not should_sample(span.get_span_context()):
                span = trace.NonRecordingSpan(span.get_span_context())
            return Wrapped(span)
    """,
    "replaced unless ready": """
        def run(ctx, is_ready):
            span = tracer.start_span("x", context=ctx)  # SPN103
            if not is_ready(span.get_span_context()):
                span = trace.NonRecordingSpan(span.get_span_context())
            return Wrapped(span)
    """,
    "ended if sampled": """
        def run(ctx, sampler):
            span = tracer.start_span("x", context=ctx)
            if sampler.is_sampled("x"):
                span.end()
    """,
    "left unless sampled": """
        def run(ctx, is_sampled):
            span = tracer.start_span("x", context=ctx)
            if not is_sampled:
                return
            span.end()
    """,
    "a sampler that decides on an attribute": """
        def run(ctx, sampler, done):
            span = tracer.start_span("x", context=ctx)  # SPN103
            if sampler.is_sampled("x"):
                span.set_attribute("sampled", True)
            if done:
                span.end()
    """,
    "ended if anything else": """
        def run(ctx, state):
            span = tracer.start_span("x", context=ctx)  # SPN103
            if state.is_done("x"):
                span.end()
    """,
}
_TYPESCRIPT = {
    "ended unless throttled, by a function": """
        export function run(ctx: any, seen: Map<string, number>) {
          const span = tracer.startSpan("x", {}, ctx);
          endWithThrottle(span, seen);
        }
        function endWithThrottle(span: any, throttleMap: Map<string, number>) {
          if (!throttleMap.has("x") || now() - throttleMap.get("x")! > THROTTLE_LIMIT) {
            span.end();
          }
        }
    """,
    "ended unless known, by a function": """
        export function run(ctx: any, seen: Map<string, number>) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          endWith(span, seen);
        }
        function endWith(span: any, seen: Map<string, number>) {
          if (!seen.has("x")) {
            span.end();
          }
        }
    """,
}


@pytest.mark.parametrize("case", _PYTHON)
def test_in_python(case: str) -> None:
    assert_as_marked("a.py", python(_PYTHON[case]))


@pytest.mark.parametrize("case", _TYPESCRIPT)
def test_in_typescript(case: str) -> None:
    assert_as_marked("a.ts", typescript(_TYPESCRIPT[case]))
