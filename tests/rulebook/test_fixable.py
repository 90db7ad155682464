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


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_examples_are_fixed_as_the_rule_says(rule: Rule) -> None:
    found = set[Safety]()
    for contexts in ((), CONTEXTS):
        settings = Settings(EVERY_CODE, session_contexts=contexts, may_show_fixes=True)
        for path in sorted(Path(rule.folder, "examples").glob("bad.*")):
            source = decode(path.name, language_of(path.name) or "", path.read_bytes())
            for diagnostic in lint(source, settings).diagnostics:
                if diagnostic.code == rule.code:
                    found |= {fix.safety for fix in diagnostic.fixes}
    expected = "safe" if Safety.SAFE in found else "unsafe" if Safety.UNSAFE in found else ""
    assert rule.fix == expected
