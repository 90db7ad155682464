"""What the program says about itself: `--version`, `--help`, `--list-rules`, `--explain`."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint import __version__
from spanlint.rulebook import Rule, rules
from tests.cli.program import PYTHON_BAD, run_spanlint, write

RULES = Path(__file__).parents[2] / "rules"


def test_version(tmp_path: Path) -> None:
    assert run_spanlint(tmp_path, "--version") == (0, f"spanlint {__version__}\n", "")


def test_help_lists_the_exit_codes(tmp_path: Path) -> None:
    run = run_spanlint(tmp_path, "--help")
    assert (run.code, run.err) == (0, "")
    assert "Exit codes: 0 no finding, 1 findings, 2 " in " ".join(run.out.split())


def test_list_rules_is_a_line_a_rule(tmp_path: Path) -> None:
    run = run_spanlint(tmp_path, "--list-rules")
    expected = [
        [rule.code, rule.name, rule.severity.value, "on" if rule.default else "off", rule.what] for rule in rules()
    ]
    assert [line.split(maxsplit=4) for line in run.out.splitlines()] == expected
    assert (run.code, run.err) == (0, "")


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_explain_prints_the_page_and_each_example(tmp_path: Path, rule: Rule) -> None:
    run = run_spanlint(tmp_path, "--explain", rule.code)
    parts = [RULES / rule.name / "rule.md", *(RULES / rule.name / "examples").iterdir()]
    for part in parts:
        assert part.read_text(encoding="utf-8").strip() in run.out, part
    assert run.out.startswith(f"# {rule.code} {rule.name}\n")
    assert all(words in run.out for words in (rule.what, rule.why, rule.do))
    assert run.out.endswith("\n")
    assert (run.code, run.err) == (0, "")


def test_explain_reads_no_file_and_takes_lower_case(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "spanlint.toml": "broken ["})
    assert run_spanlint(tmp_path, "--explain", "spn001") == run_spanlint(tmp_path, "--explain", "SPN001")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("SPN01", "unknown rule `SPN01`; did you mean `SPN001`?"),
        ("", "unknown rule ``; known: ALL, SPN, SPN001, "),
        ("SPN", "'SPN' is a prefix; name one rule"),
        ("ALL", "'ALL' is a prefix; name one rule"),
    ],
)
def test_explain_of_no_rule_is_one_line(tmp_path: Path, code: str, reason: str) -> None:
    run = run_spanlint(tmp_path, "--explain", code)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith(f"spanlint: --explain: {reason}")
