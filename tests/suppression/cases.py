"""Spans without a parent, in both languages, for the tests of suppression to stand comments beside."""

from __future__ import annotations

from spanlint.lint.judge import Judgement, judge
from spanlint.model.settings import Settings
from spanlint.text.decoding import decode
from spanlint.text.source import Source
from spanlint.text.suffixes import language_of
from tests.linting import EVERY_CODE

PYTHON = "from opentelemetry import trace\ntracer = trace.get_tracer('t')\n"
TYPESCRIPT = "import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('t');\n"
HEADS = {"a.py": PYTHON, "a.ts": TYPESCRIPT, "a.tsx": TYPESCRIPT, "a.js": TYPESCRIPT}


def source(path: str, body: str | bytes) -> Source:
    """The head of a file in the language of the path, and a body from line 3 on."""
    data = HEADS[path].encode() + (body.encode() if isinstance(body, str) else body)
    return decode(path, str(language_of(path)), data)


def judged(path: str, body: str | bytes, codes: frozenset[str] = EVERY_CODE) -> Judgement:
    return judge(source(path, body), Settings(codes))


def found(path: str, body: str | bytes, codes: frozenset[str] = EVERY_CODE) -> list[str]:
    """The codes reported, by place."""
    return [rule.code for rule, _ in judged(path, body, codes).findings]
