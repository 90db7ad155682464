"""SPN103: a span that only a log gets has not left the function."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, python, typescript

_TYPESCRIPT = {
    "the console": """
        export function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          console.log(span);
        }
    """,
    "a logger, in an object": """
        export function run(ctx, id) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          this.logger.debug("started", { span, id });
          if (!id) return;
          span.end();
        }
    """,
    "a text": """
        export function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          report(`started ${span}`);
        }
    """,
    "a log of a span that is ended": """
        export function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          log.info("started", span);
          span.end();
        }
    """,
    "another method of a logger": """
        export function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          logger.attach(span);
        }
    """,
    "a method of something else": """
        export function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          registry.debug(span);
        }
    """,
    "a logger of the project": """
        class Logger { spans = []; info(span) { this.spans.push(span); } }
        const logger = new Logger();
        export function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          logger.info(span);
        }
    """,
    "a tag": """
        export function run(ctx) {
          const span = tracer.startSpan("x", {}, ctx);
          keep`the ${span}`;
        }
    """,
}
_PYTHON = {
    "a logger": """
        def run(ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            logger.debug("started %s", span)
    """,
    "another method of a logger": """
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            logger.addFilter(span)
    """,
}


@pytest.mark.parametrize("body", _TYPESCRIPT.values(), ids=_TYPESCRIPT)
def test_typescript(body: str) -> None:
    assert_as_marked("a.ts", typescript(body))


@pytest.mark.parametrize("body", _PYTHON.values(), ids=_PYTHON)
def test_python(body: str) -> None:
    assert_as_marked("a.py", python(body))
