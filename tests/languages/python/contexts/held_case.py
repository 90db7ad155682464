"""Judges a piece of Python by SPN102: what is current where a generator waits."""

from __future__ import annotations

import textwrap

from spanlint.lint.diagnose import lint
from spanlint.model.findings import Diagnostic
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode

HEAD = """
import contextlib
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from opentelemetry import baggage, context, trace
from opentelemetry.context import attach, detach
from opentelemetry.trace import use_span
tracer = trace.get_tracer("a")
"""


def diagnostics(text: str, decorators: tuple[str, ...] = ()) -> tuple[Diagnostic, ...]:
    """The diagnostics of a text below HEAD."""
    source = decode("a.py", "python", (HEAD + textwrap.dedent(text)).encode())
    return lint(source, Settings(frozenset({"SPN102"}), context_manager_decorators=decorators)).diagnostics


def marked(text: str, decorators: tuple[str, ...] = ()) -> list[str]:
    """The text of each marked place, in order."""
    lines = (HEAD + textwrap.dedent(text)).split("\n")
    return [
        lines[each.start.line - 1][each.start.column - 1 : each.end.column - 1]
        for each in diagnostics(text, decorators)
    ]
