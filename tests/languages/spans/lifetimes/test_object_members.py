"""SPN103: spans in a member of an object that a function writes out for itself, each case beside its twin."""

from __future__ import annotations

import pytest

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from tests.languages.spans.lifetimes.lifetime_case import assert_as_marked, typescript

_CASES = {
    "left by an await": """
        async function run(ctx, send) {
          const op = { span: tracer.startSpan("x", {}, ctx), bytes: 0 }; // SPN103
          op.bytes = await send();
          op.span.end();
        }
    """,
    "left by a return": """
        function run(ctx, file) {
          const span = tracer.startSpan("x", {}, ctx); // SPN103
          const op = { span, file };
          if (!op.file) return;
          op.span.setAttribute("file", op.file);
          op.span.end();
        }
    """,
    "ended on every path": """
        function run(ctx, file) {
          const span = tracer.startSpan("x", {}, ctx);
          const op = { span, file };
          if (!op.file) {
            span.end();
            return;
          }
          op.span.end();
        }
    """,
    "ended in a finally": """
        function run(ctx, file) {
          const op = { span: tracer.startSpan("x", {}, ctx), file };
          try { return file.read(); } finally { op.span.end(); }
        }
    """,
    "ended by a listener": """
        function run(ctx, file) {
          const op = { span: tracer.startSpan("x", {}, ctx), file };
          file.on("close", () => op.span.end());
          if (!file.isOpen) return;
          file.read();
        }
    """,
    "handed on": """
        import { keep } from "./keep";
        function run(ctx, file) {
          const op = { span: tracer.startSpan("x", {}, ctx), file };
          if (!file) return keep(op.span);
          op.span.end();
        }
    """,
    "in an object that is handed on": """
        import { keep } from "./keep";
        function run(ctx, file) {
          const op = { span: tracer.startSpan("x", {}, ctx), file };
          if (!file) return keep(op);
          op.span.end();
        }
    """,
    "in an object that ends it": """
        function run(ctx, file) {
          const op = { span: tracer.startSpan("x", {}, ctx), end() { this.span.end(); } };
          if (!file) return op.end();
          op.span.end();
        }
    """,
    "in an object that is taken apart": """
        function run(ctx, file) {
          const op = { span: tracer.startSpan("x", {}, ctx), file };
          const { span } = op;
          if (!file) return span.end();
          op.span.end();
        }
    """,
    "replaced in the object": """
        function run(ctx, file) {
          const op = { span: tracer.startSpan("x", {}, ctx) }; // SPN103
          op.span = undefined;
          op.span?.end();
        }
    """,
}


@pytest.mark.parametrize("case", _CASES)
def test_a_span_in_an_object(case: str) -> None:
    assert_as_marked("a.ts", typescript(_CASES[case]))


def test_no_fix_ends_a_member() -> None:
    text = typescript("""
        function run(ctx, file) {
          const op = { span: tracer.startSpan("x", {}, ctx), file };
          if (!file) return;
          op.span.end();
        }
    """)
    fixed = fix(decode("a.ts", "typescript", text.encode()), Settings(frozenset({"SPN103"})), True).source.text.decode()
    assert fixed == text
