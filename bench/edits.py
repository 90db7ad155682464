"""Synthetic files, each with one call that `--fix` repairs."""

from __future__ import annotations

_PYTHON = '''"""Step {number}."""

from opentelemetry import trace

from app.session import session_context

tracer = trace.get_tracer(__name__)


def first():
    with tracer.start_as_current_span("first", context=session_context()):
        return 1


def second():
    span = tracer.start_span("second", context=session_context())
    span.end()


def third():
    span = tracer.start_span("third")
    span.end()
'''

_TYPESCRIPT = """import {{ trace }} from "@opentelemetry/api";
import {{ sessionContext }} from "./session.js";

const tracer = trace.getTracer("step-{number}");

export function first(): void {{
  tracer.startSpan("first", {{}}, sessionContext()).end();
}}

export function second(): void {{
  tracer.startSpan("second", {{}}, sessionContext()).end();
}}

export function third(): void {{
  tracer.startSpan("third").end();
}}
"""


def files_to_fix(language: str, number: int) -> dict[str, str]:
    """Returns `number` files of `python` or `typescript`, by name."""
    text, suffix = (_PYTHON, "py") if language == "python" else (_TYPESCRIPT, "ts")
    return {f"app/step{index}.{suffix}": text.format(number=index) for index in range(number)}
