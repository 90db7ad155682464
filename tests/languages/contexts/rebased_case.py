"""Judges a piece of source by SPN105, and fixes it."""

from __future__ import annotations

import textwrap
from pathlib import Path

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.run.many_files import run
from spanlint.run.tasks import Tasks
from spanlint.text.decoding import decode
from spanlint.text.source import Source
from tests.linting import diagnostics

CODES = frozenset({"SPN105"})
PYTHON = """from opentelemetry import baggage, context, propagate, trace
from opentelemetry.context import attach, get_current
from opentelemetry.trace import set_span_in_context, use_span
tracer = trace.get_tracer("a")
"""
TYPESCRIPT = """import { context, propagation, ROOT_CONTEXT, trace, type Context, type Span } from "@opentelemetry/api";
const tracer = trace.getTracer("a");
"""


def source(language: str, text: str) -> Source:
    """A text below what its language imports."""
    path, head = ("a.py", PYTHON) if language == "python" else ("a.ts", TYPESCRIPT)
    return decode(path, language, (head + textwrap.dedent(text)).encode())


def parents(language: str, text: str) -> list[str]:
    """What each finding says that the span is started under, in order."""
    judged = source(language, text)
    return [each.message.split("`")[1] for each in diagnostics(judged.path, judged.text, CODES)]


def parents_in(path: Path, text: str) -> list[str]:
    """The same for a file that stands among others, of a run over it."""
    path.write_text((PYTHON if path.suffix == ".py" else TYPESCRIPT) + text, encoding="utf-8")
    outcome = run(Tasks([str(path)], [Settings(CODES)], {str(path)}))
    assert outcome.problems == []
    return [each.message.split("`")[1] for each in outcome.diagnostics]


def fixed(language: str, text: str, unsafe: bool = True) -> str:
    """The text after its fixes, without what stands above it."""
    head = PYTHON if language == "python" else TYPESCRIPT
    return fix(source(language, text), Settings(CODES), unsafe).source.text.decode().removeprefix(head)
