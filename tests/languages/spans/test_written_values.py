"""SPN103: what logs, prints or writes a span into a text does not keep it, each case beside its twin."""

from __future__ import annotations

import pytest

from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, python, typescript

_PYTHON = {
    "printed": """
        def run(ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            print(span)
    """,
    "given to a function of the project that is called so": """
        def print(span):
            span.end()
        def run(ctx):
            span = tracer.start_span("x", context=ctx)
            print(span)
    """,
    "given to a parameter that is called so": """
        def run(ctx, print):
            span = tracer.start_span("x", context=ctx)
            print(span)
    """,
    "logged": """
        def run(self, ctx):
            span = tracer.start_span("x", context=ctx)  # SPN103
            self._logger.debug("started %s", span)
    """,
    "given to a method of the same name": """
        def run(self, ctx):
            span = tracer.start_span("x", context=ctx)
            self.pipeline.debug(span)
    """,
    "given to another method of a logger": """
        def run(self, ctx, logger):
            span = tracer.start_span("x", context=ctx)
            logger.finish(span)
    """,
    "in texts": """
        def run(ctx, logger):
            span = tracer.start_span("x", context=ctx)  # SPN103
            logger.debug(f"started {span!r}" + "{}".format(span) + "%s" % span)
    """,
    "in a text, and returned": """
        def run(ctx, logger):
            span = tracer.start_span("x", context=ctx)
            logger.debug(f"started {span!r}")
            return span
    """,
    "formatted by an object": """
        def run(ctx, shape):
            span = tracer.start_span("x", context=ctx)
            shape.format(span)
    """,
    "added to another value": """
        def run(ctx, spans):
            span = tracer.start_span("x", context=ctx)
            spans % span
    """,
    "logged, then ended on one path": """
        def run(ctx, log, work):
            span = tracer.start_span("x", context=ctx)  # SPN103
            if not work():
                log.warning("nothing to do in %s", span)
                return
            span.end()
    """,
    "a logger by that name": """
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
    "logged": """
        function run(ctx: any) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          console.log(`started ${span}`, span);
        }
    """,
    "given to a method of the same name": """
        function run(ctx: any, steps: any) {
          const span = tracer.startSpan("x", {}, ctx);
          steps.log(span);
        }
    """,
}


@pytest.mark.parametrize("case", _PYTHON)
def test_python(case: str) -> None:
    assert_as_marked("a.py", python(_PYTHON[case]))


@pytest.mark.parametrize("case", _TYPESCRIPT)
def test_typescript(case: str) -> None:
    assert_as_marked("a.ts", typescript(_TYPESCRIPT[case]))
