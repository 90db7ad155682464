"""What a rule says about its fixes is what its examples show, with a session context that fixes may pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.lint.diagnose import lint
from spanlint.model.findings import Safety
from spanlint.model.settings import SessionContext, Settings
from spanlint.rulebook.rules import Rule, rules
from spanlint.text.decoding import decode
from spanlint.text.suffixes import language_of
from tests.linting import EVERY_CODE

CONTEXTS = (
    ("python", SessionContext("current()", ("from app.session import current",))),
    ("typescript", SessionContext("current()", ("import { current } from 'app/session'",))),
)

ELSEWHERE = {
    "recorded-twice": """\
from opentelemetry import trace

tracer = trace.get_tracer("t")


def run(work):
    with tracer.start_as_current_span("run") as span:
        try:
            work()
        except Exception as error:
            span.record_exception(error)
            raise
""",
    "status-overwritten": """\
from opentelemetry import trace
from opentelemetry.trace import StatusCode


def run(work):
    with trace.get_tracer("app").start_as_current_span("run") as span:
        try:
            work()
        except ValueError:
            span.set_status(StatusCode.ERROR)
        span.set_status(StatusCode.OK)
""",
}
"""Code with a fix of a rule whose examples have none."""


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_examples_are_fixed_as_the_rule_says(rule: Rule) -> None:
    found = set[Safety]()
    for contexts in ((), CONTEXTS):
        settings = Settings(EVERY_CODE, session_contexts=contexts, may_show_fixes=True)
        texts = {path.name: path.read_bytes() for path in Path(rule.folder, "examples").glob("bad.*")}
        texts["elsewhere.py"] = ELSEWHERE.get(rule.name, "").encode()
        for name, text in texts.items():
            source = decode(name, language_of(name) or "", text)
            for diagnostic in lint(source, settings).diagnostics:
                if diagnostic.code == rule.code:
                    found |= {fix.safety for fix in diagnostic.fixes}
    expected = "safe" if Safety.SAFE in found else "unsafe" if Safety.UNSAFE in found else ""
    assert rule.fix == expected
