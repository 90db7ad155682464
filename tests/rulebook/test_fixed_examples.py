"""The examples of SPN101 that are fixed are what the fix makes of the bad ones, and it comes to rest there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spanlint.lint.fix import fix
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import rule_of
from spanlint.text.decoding import decode

_MARK = re.compile(r"\s*(?:#|//) SPN\d{3}$", re.MULTILINE)
_SETTINGS = Settings(frozenset({"SPN101"}))


@pytest.mark.parametrize(("suffix", "language", "count"), [(".py", "python", 1), (".ts", "typescript", 2)])
def test_the_fix_of_the_bad_example(suffix: str, language: str, count: int) -> None:
    known = rule_of("SPN101")
    assert known is not None
    folder = Path(known.folder, "examples")
    made = fix(decode(f"bad{suffix}", language, (folder / f"bad{suffix}").read_bytes()), _SETTINGS)
    expected = (folder / f"bad.fixed{suffix}").read_text(encoding="utf-8")
    assert _MARK.sub("", made.source.text.decode()) == _MARK.sub("", expected)
    assert (made.applied, fix(made.source, _SETTINGS).applied) == (count, 0)
