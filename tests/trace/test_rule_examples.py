"""Every example of every rule over traces is judged: a bad one is reported by its rule, a good one by none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from spanlint.rulebook.rules import Rule, check_module, missing_files, rules, trace_rules
from tests.cli.program import run_spanlint

RULES = trace_rules()
ROOT = Path(__file__).parents[2]


def codes(folder: Path, path: Path, rule: Rule) -> set[str]:
    config = folder / "spanlint.toml"
    values = "".join(f"{key} = {json.dumps(value)}\n" for key, value in rule.options.items())
    config.write_text(f"[trace]\n{values}", encoding="utf-8")
    options = ["--no-source", "--config", str(config), "--output-format", "json", "--extend-select", rule.code]
    run = run_spanlint(path.parent, "trace", *options, path.name)
    assert run.err == ""
    return {finding["code"] for finding in json.loads(run.out)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_bad_example_is_reported_and_the_good_one_is_not(tmp_path: Path, rule: Rule) -> None:
    assert missing_files(rule) == []
    examples = Path(rule.folder, "examples")
    assert rule.code in codes(tmp_path, examples / "bad.jsonl", rule)
    assert codes(tmp_path, examples / "good.jsonl", rule) == set()
    for path in examples.glob("*.jsonl"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 20
    assert "Good: " in (examples / "good.jsonl").read_text(encoding="utf-8"), "it does not say why it is good"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_is_whole(rule: Rule) -> None:
    module = check_module(rule)
    kinds = [name for name in ("check_trace", "check_session", "check_names") if hasattr(module, name)]
    assert len(kinds) == 1
    assert callable(module.message)
    assert re.fullmatch(r"SPN2\d{2}", rule.code)
    for sentence in (rule.what, rule.why, rule.do):
        assert sentence[0].isupper()
        assert not sentence.endswith(".")


def test_rules_over_code_and_over_traces_are_kept_apart(tmp_path: Path) -> None:
    assert not {rule.code for rule in rules()} & {rule.code for rule in RULES}
    assert "SPN2" not in run_spanlint(tmp_path, "--list-rules").out
    listed = run_spanlint(tmp_path, "trace", "--list-rules").out.splitlines()
    assert [line.split()[0] for line in listed] == [rule.code for rule in RULES]
    run = run_spanlint(tmp_path, "--select", "SPN201", ".")
    assert run.code == 2
    assert "unknown rule `SPN201`" in run.err
