"""Small files for the rules about odd uses: what stands above a case, and how its findings are read."""

from __future__ import annotations

import textwrap

from spanlint.lint.fix import fix
from spanlint.model.findings import Diagnostic
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.linting import diagnostics

PYTHON = "from opentelemetry import baggage, context, trace\ntracer = trace.get_tracer('x')\n"
TYPESCRIPT = (
    'import { context, propagation, ROOT_CONTEXT, trace, type Context, type Tracer } from "@opentelemetry/api";\n'
    'const tracer = trace.getTracer("x");\n'
)


def findings(path: str, code: str, text: str) -> list[Diagnostic]:
    """The findings of one rule in a text below the usual imports."""
    above = PYTHON if path.endswith(".py") else TYPESCRIPT
    return list(diagnostics(path, above + textwrap.dedent(text), frozenset({code})))


def marked(path: str, code: str, text: str) -> list[str]:
    """What stands on the line of each finding, from its column to the next thing that is no name."""
    lines = ((PYTHON if path.endswith(".py") else TYPESCRIPT) + textwrap.dedent(text)).splitlines()
    found = ((each.start, each.end) for each in findings(path, code, text))
    return [lines[start.line - 1][start.column - 1 : end.column - 1] for start, end in found]


def fixed(path: str, code: str, text: str) -> str:
    """A text after its safe fixes."""
    language = language_of(path)
    assert language is not None
    above = PYTHON if path.endswith(".py") else TYPESCRIPT
    source = decode(path, language, (above + textwrap.dedent(text)).encode())
    return fix(source, Settings(frozenset({code}))).source.text.decode().removeprefix(above)
