"""The call that makes a provider's context is its root: no finding and no fix tells the provider to call itself."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.cli.program import run_spanlint
from tests.languages.calls.evidence_case import assert_as_marked

TYPESCRIPT = """\
import { context, trace, type Context, type Span } from "@opentelemetry/api";
import { once, readState, state } from "./library";
const tracer = trace.getTracer("ferry");
export const dock = () => tracer.startSpan("dock", {}, voyageContext());
export const board = () => tracer.startSpan("board"); // SPN002
"""
PYTHON = """\
from functools import lru_cache
from opentelemetry import trace
from opentelemetry.trace import set_span_in_context
from ferry.library import once
tracer = trace.get_tracer("ferry")
def dock():
    return tracer.start_span("dock", context=voyage_context())
def board():
    return tracer.start_span("board")  # SPN002
"""
TYPESCRIPT_CASES = {
    "in its body": """
        export function voyageContext() {
          const span = tracer.startSpan("voyage"); // SPN006
          return trace.setSpan(context.active(), span);
        }
    """,
    "created lazily": """
        let held: Context | undefined;
        export function voyageContext() { return (held ??= begin()); }
        function begin() {
          return trace.setSpan(context.active(), tracer.startSpan("voyage")); // SPN006
        }
    """,
    "through two functions": """
        export const voyageContext = () => first();
        const first = () => second();
        const second = () => trace.setSpan(context.active(), tracer.startSpan("voyage")); // SPN006
    """,
    "memoized": """
        export const voyageContext = once(() => {
          return trace.setSpan(context.active(), tracer.startSpan("voyage")); // SPN006
        });
    """,
    "eager, in the module": """
        const first = tracer.startSpan("voyage"); // SPN001
        export const voyageContext = () => trace.setSpan(context.active(), first);
    """,
    "stored by another function": """
        let root: Span;
        export function depart() {
          const span = tracer.startSpan("voyage"); // SPN001
          root = span;
        }
        export const voyageContext = () => trace.setSpan(context.active(), root);
    """,
    "by a constructor": """
        class Voyage {
          readonly span: Span;
          constructor() {
            this.span = tracer.startSpan("voyage"); // SPN006
          }
          aside() {
            return tracer.startSpan("aside"); // SPN002
          }
        }
        const voyage = new Voyage();
        export const voyageContext = () => trace.setSpan(context.active(), voyage.span);
    """,
    "beside it": """
        let held: Context | undefined;
        export function voyageContext() { return held ?? context.active(); }
        export function begin(other: Context) {
          held = other;
          log();
        }
        function log() {
          tracer.startSpan("log").end(); // SPN002
        }
    """,
}
PYTHON_CASES = {
    "cached": """
        @lru_cache
        def voyage_context():
            span = tracer.start_span("voyage")  # SPN001
            return set_span_in_context(span)
    """,
    "created lazily": """
        _held = None
        def voyage_context():
            global _held
            if _held is None:
                _held = _begin()
            return _held
        def _begin():
            return set_span_in_context(tracer.start_span("voyage"))  # SPN001
    """,
    "memoized": """
        def _begin():
            return set_span_in_context(tracer.start_span("voyage"))  # SPN001
        voyage_context = lru_cache(maxsize=None)(_begin)
    """,
    "eager, in the module": """
        _first = tracer.start_span("voyage")  # SPN001
        def voyage_context():
            return set_span_in_context(_first)
    """,
    "by a constructor": """
        class Voyage:
            def __init__(self):
                self.span = self.first = tracer.start_span("voyage")  # SPN006
            def aside(self):
                return tracer.start_span("aside")  # SPN002
        _voyage = Voyage()
        def voyage_context():
            return set_span_in_context(_voyage.span)
    """,
    "beside it": """
        _held = None
        def voyage_context():
            return _held
        def _begin(other):
            global _held
            _held = other
            log()
        def log():
            tracer.start_span("log").end()  # SPN002
    """,
}


@pytest.mark.parametrize("case", TYPESCRIPT_CASES)
def test_a_typescript_provider_is_not_told_to_call_itself(case: str) -> None:
    assert_as_marked("a.ts", TYPESCRIPT + textwrap.dedent(TYPESCRIPT_CASES[case]))


@pytest.mark.parametrize("case", PYTHON_CASES)
def test_a_python_provider_is_not_told_to_call_itself(case: str) -> None:
    assert_as_marked("a.py", PYTHON + textwrap.dedent(PYTHON_CASES[case]))


PROJECTS = {
    "python": {
        "spanlint.toml": (
            '[session-context.python]\nexpression = "voyage_context()"\n'
            'imports = ["from ferry.voyage import voyage_context"]\n'
        ),
        "ferry/__init__.py": "",
        "ferry/voyage.py": (
            "from functools import lru_cache\nfrom opentelemetry import trace\n"
            "from ferry.crew import depart\ntracer = trace.get_tracer('ferry')\n\n\n"
            "@lru_cache\ndef voyage_context():\n    span = tracer.start_span('voyage')\n    depart()\n"
            "    return trace.set_span_in_context(span)\n\n\n"
            "def dock():\n    return tracer.start_span('dock')  # fixed\n"
        ),
        "ferry/crew.py": (
            "from opentelemetry import trace\ntracer = trace.get_tracer('ferry')\n\n\n"
            "def depart():\n    tracer.start_span('depart').end()\n\n\n"
            "def board():\n    return tracer.start_span('board')  # in an import cycle\n"
        ),
        "ferry/port.py": (
            "from opentelemetry import trace\ntracer = trace.get_tracer('ferry')\n\n\n"
            "def land():\n    return tracer.start_span('land')  # fixed\n"
        ),
    },
    "typescript": {
        "spanlint.toml": (
            '[session-context.typescript]\nexpression = "voyageContext()"\n'
            "imports = [\"import { voyageContext } from './voyage'\"]\n"
        ),
        "voyage.ts": (
            "import { context, trace } from '@opentelemetry/api';\nimport { depart } from './crew';\n"
            "const tracer = trace.getTracer('ferry');\nlet held;\nexport function voyageContext() {\n"
            "  return (held ??= depart(tracer.startSpan('voyage')));\n}\n"
            "export const dock = () => tracer.startSpan('dock'); // fixed\n"
        ),
        "crew.ts": (
            "import { context, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('ferry');\n"
            "export function depart(span) {\n  tracer.startSpan('depart').end();\n"
            "  return trace.setSpan(context.active(), span);\n}\n"
            "export const board = () => tracer.startSpan('board'); // in an import cycle\n"
        ),
        "port.ts": (
            "import { context, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('ferry');\n"
            "export const land = () => tracer.startSpan('land'); // fixed\n"
        ),
    },
    "a span that is stored as the session's": {
        "spanlint.toml": (
            '[session-context.python]\nexpression = "voyage_context()"\n'
            'imports = ["from voyage import voyage_context"]\n'
        ),
        "voyage.py": (
            "from opentelemetry import trace\ncurrent = None\n\n\n"
            "def voyage_context():\n    return trace.set_span_in_context(current._voyage_span)\n"
        ),
        "ferry.py": (
            "from opentelemetry import trace\ntracer = trace.get_tracer('ferry')\n\n\n"
            "class Ferry:\n    def depart(self):\n        self._voyage_span = span = tracer.start_span('voyage')\n"
            "        return span\n\n"
            "    def dock(self):\n        self._dock_span = tracer.start_span('dock')  # fixed\n"
        ),
    },
}


@pytest.mark.parametrize("case", PROJECTS)
def test_no_fix_passes_the_session_context_to_its_own_root(case: str, tmp_path: Path) -> None:
    for name, text in PROJECTS[case].items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    run_spanlint(tmp_path, "--fix", ".")
    for name, text in PROJECTS[case].items():
        starts = [line for line in text.splitlines() if "start_span(" in line or "startSpan(" in line]
        repaired = (tmp_path / name).read_text()
        for line in starts:
            assert (line not in repaired) == line.endswith("fixed"), f"{name}: {line}\n{repaired}"
