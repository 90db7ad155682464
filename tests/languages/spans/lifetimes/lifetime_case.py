"""Functions that say in comments which of their calls are reported: `# SPN103` or `// SPN104`."""

from __future__ import annotations

import textwrap

from tests.languages.calls.evidence_case import marked
from tests.linting import diagnostics, found

CODES = frozenset({"SPN103", "SPN104"})
_PYTHON = """
import asyncio, contextlib, contextvars, sys, threading
from contextlib import contextmanager
from opentelemetry import context, trace
from opentelemetry.context import attach, detach

tracer = trace.get_tracer("app")

"""
_TYPESCRIPT = """
import { context, propagation, trace, type Tracer } from "@opentelemetry/api";

const tracer = trace.getTracer("app");

"""


def python(body: str) -> str:
    """A Python file of a body."""
    return _PYTHON + textwrap.dedent(body).lstrip("\n")


def typescript(body: str) -> str:
    """A TypeScript file of a body."""
    return _TYPESCRIPT + textwrap.dedent(body).lstrip("\n")


def assert_as_marked(path: str, text: str) -> None:
    """Fail unless the marks, and nothing else, are what the text gets."""
    assert found(path, text, CODES) == marked(text), text


def notes(path: str, text: str) -> list[tuple[str, list[tuple[int, str]]]]:
    """What each finding says, and its notes with their lines."""
    return [
        (each.message, [(note.position.line, note.message) for note in each.related])
        for each in diagnostics(path, text, CODES)
    ]
