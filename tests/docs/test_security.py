"""SECURITY.md against the tests: each promise names tests, and they exist."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import ROOT

TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = [row for row in re.findall(r"^\| (.*) \|$", TEXT, flags=re.MULTILINE) if row.endswith("`") or "`tests/" in row]


def test_there_is_a_row_for_each_promise() -> None:
    assert len(ROWS) == TEXT.count("\n| ") - 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.partition(" | ")[0])
def test_the_tests_of_a_promise_exist(row: str) -> None:
    _promise, _how, tested_in = row.split(" | ")
    names = re.findall(r"`(tests/[\w/.]+)`(?:: ((?:`test_\w+`(?:, )?)+))?", tested_in)
    assert names
    for name, tests in names:
        path = ROOT / name
        files = [path] if path.is_file() else sorted(path.glob("**/test_*.py"))
        assert files, f"{name} holds no tests"
        for test in re.findall(r"\w+", tests):
            assert any(f"def {test}(" in file.read_text(encoding="utf-8") for file in files), f"no {test} in {name}"
