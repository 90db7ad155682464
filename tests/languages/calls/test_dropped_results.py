"""SPN101 for functions of the project that only return a new context, each with the twin that is used or does more."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from spanlint.model.settings import Settings
from spanlint.run.many_files import run
from spanlint.run.tasks import Tasks
from tests.languages.names.project_case import repository
from tests.linting import diagnostics, found

CODES = frozenset({"SPN101"})
PYTHON = """\
from opentelemetry import context, propagate, trace
def run(message, seen, use):
    parent_of(message)
"""
TYPESCRIPT = """\
import { context, propagation, trace, type Context } from "@opentelemetry/api";
function run(headers: object, seen: Set<object>) {
  parentOf(headers);
}
"""
# a function that only makes a context, and one that does more
IN_PYTHON = {
    "returns at once": (
        "    return propagate.extract(message.headers)",
        "    seen.add(message)\n    return propagate.extract(message.headers)",
    ),
    "sets a member": (
        "    headers = message.headers\n    return propagate.extract(headers)",
        "    message.seen = True\n    return propagate.extract(message.headers)",
    ),
    "returns it or nothing": (
        "    return propagate.extract(message.headers) if message else None",
        "    return propagate.extract(message.headers) if message else message",
    ),
    "may raise": (
        "    if not message:\n        return None\n    return propagate.extract(message)",
        "    if not message:\n        raise ValueError\n    return propagate.extract(message)",
    ),
    "attaches": (
        "    return trace.set_span_in_context(message.span)",
        "    return context.attach(trace.set_span_in_context(message.span))",
    ),
}
IN_TYPESCRIPT = {
    "returns at once": (
        "  return propagation.extract(context.active(), headers);",
        "  seen.add(headers);\n  return propagation.extract(context.active(), headers);",
    ),
    "returns it or the active one": (
        "  return headers ? propagation.extract(context.active(), headers) : context.active();",
        "  return headers ? propagation.extract(context.active(), headers) : seen;",
    ),
    "may throw": (
        "  if (!headers) return undefined;\n  return propagation.extract(context.active(), headers);",
        "  if (!headers) throw new Error();\n  return propagation.extract(context.active(), headers);",
    ),
}
ELSEWHERE = {
    "headers.py": """
        from opentelemetry.propagate import extract
        def extract_parent(message):
            return extract(dict(message.headers))
        def extract_body(message):
            return dict(message.headers)
    """,
    "worker.py": """
        from headers import extract_body, extract_parent
        from opentelemetry.trace import get_tracer
        def run(message):
            extract_parent(message)
            extract_body(message)
            return get_tracer("w").start_span("run")
    """,
    "headers.ts": """
        import { propagation, ROOT_CONTEXT } from "@opentelemetry/api";
        export const extractParent = (headers: object) => propagation.extract(ROOT_CONTEXT, headers);
        export const extractBody = (headers: object) => ({ ...headers });
    """,
    "worker.ts": """
        import { trace } from "@opentelemetry/api";
        import { extractBody, extractParent } from "./headers";
        export function run(headers: object) {
            extractParent(headers);
            extractBody(headers);
            return trace.getTracer("w").startSpan("run");
        }
    """,
}


@pytest.mark.parametrize(("bad", "good"), IN_PYTHON.values(), ids=IN_PYTHON)
def test_a_function_of_the_file_in_python(bad: str, good: str) -> None:
    head = "def parent_of(message, seen=None):\n"
    assert found("a.py", f"{PYTHON}{head}{bad}\n", CODES) == [(3, "SPN101")]
    assert found("a.py", f"{PYTHON}{head}{good}\n", CODES) == []


@pytest.mark.parametrize(("bad", "good"), IN_TYPESCRIPT.values(), ids=IN_TYPESCRIPT)
def test_a_function_of_the_file_in_typescript(bad: str, good: str) -> None:
    head = "function parentOf(headers: object) {\n"
    assert found("a.ts", f"{TYPESCRIPT}{head}{bad}\n}}\n", CODES) == [(3, "SPN101")]
    assert found("a.ts", f"{TYPESCRIPT}{head}{good}\n}}\n", CODES) == []


def test_a_result_that_is_used_is_silent() -> None:
    returned = "def parent_of(message):\n    return propagate.extract(message)\n"
    used = PYTHON.replace("    parent_of(message)", "    use(parent_of(message))")
    assert found("a.py", PYTHON + returned, CODES) == [(3, "SPN101")]
    assert found("a.py", used + returned, CODES) == []


def test_the_message_names_the_function() -> None:
    text = textwrap.dedent(ELSEWHERE["headers.py"]) + "extract_parent({})\n"
    (finding,) = diagnostics("a.py", text, CODES)
    assert finding.message.startswith("`extract_parent` returns a new context and modifies nothing")


@pytest.mark.parametrize("name", ["worker.py", "worker.ts"])
def test_a_function_of_another_file(tmp_path: Path, name: str) -> None:
    path = str(repository(tmp_path, ELSEWHERE) / name)
    outcome = run(Tasks([path], [Settings(CODES)], frozenset({path})))
    assert [(each.start.line, each.code) for each in outcome.diagnostics] == [(5, "SPN101")]
