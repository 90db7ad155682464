"""Every example of every rule is linted: bad ones are reported on the marked lines and nowhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spanlint.config.project_entries import forbidden
from spanlint.config.selection import apply_choice
from spanlint.rulebook.rules import Rule, check_of, missing_files, rules
from tests.linting import found

_MARK = re.compile(r"(?:#|//)\s*(SPN\d{3})\b")
_EXAMPLES = [(rule, path) for rule in rules() for path in sorted(Path(rule.folder, "examples").glob("*"))]


def _codes(rule: Rule) -> frozenset[str]:
    select = rule.options.get("select")
    return apply_choice(((each.code, each.is_default) for each in rules()), select, (), ())


def _marked(text: str) -> list[tuple[int, str]]:
    return [(number, code) for number, line in enumerate(text.splitlines(), 1) for code in _MARK.findall(line)]


@pytest.mark.parametrize(("rule", "path"), _EXAMPLES, ids=[f"{rule.name}/{path.name}" for rule, path in _EXAMPLES])
def test_example(rule: Rule, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rows = forbidden(rule.options.get("forbid", []), rule.name)
    assert found(path.name, text, _codes(rule), rows) == _marked(text)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_bad_examples_show_their_rule_and_good_ones_say_why(rule: Rule) -> None:
    assert missing_files(rule) == []
    examples = list(Path(rule.folder, "examples").iterdir())
    bad = [path for path in examples if path.name.startswith("bad")]
    good = [path for path in examples if path.name.startswith("good")]
    assert all(rule.code in {code for _, code in _marked(path.read_text(encoding="utf-8"))} for path in bad)
    for path in good:
        assert not _marked(path.read_text(encoding="utf-8"))
        assert re.search(r"(?:#|//) Good: \w", path.read_text(encoding="utf-8")), (
            f"{path.name} does not say why it is good"
        )


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_rule_is_whole(rule: Rule) -> None:
    assert callable(check_of(rule))
    assert re.fullmatch(r"SPN\d{3}", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert Path(rule.folder, "rule.md").read_text(encoding="utf-8").strip()
    for sentence in (rule.what, rule.why, rule.do):
        assert sentence[0].isupper()
        assert not sentence.endswith(".")
