"""The pages of the rules say what the rules do: their examples, their repairs and their silencing are tried out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spanlint.config.project_entries import forbidden
from spanlint.config.selection import apply_choice
from spanlint.model.settings import Forbidden
from spanlint.rulebook.codes import codes_quiet_in_tests
from spanlint.rulebook.explain import example_names
from spanlint.rulebook.rules import Rule, all_rules, rules, trace_rules
from tests.cli.program import run_spanlint, write
from tests.linting import found

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "rules"
EXAMPLES = [(rule, name) for rule in rules() for name in example_names(rule) if ".fixed." not in name]
BAD = [(rule, name) for rule, name in EXAMPLES if name.startswith("bad")]


def page(rule: Rule) -> str:
    return (FOLDER / f"{rule.name}.md").read_text(encoding="utf-8")


def example(rule: Rule, name: str) -> str:
    return Path(rule.folder, "examples", name).read_text(encoding="utf-8")


def codes(rule: Rule) -> frozenset[str]:
    return apply_choice(((each.code, each.is_default) for each in rules()), rule.options.get("select"), (), ())


def rows(rule: Rule) -> tuple[Forbidden, ...]:
    return forbidden(rule.options.get("forbid", []), rule.name)


def named(pairs: list[tuple[Rule, str]]) -> list[str]:
    return [f"{rule.name}/{name}" for rule, name in pairs]


def test_there_is_a_page_a_rule_and_an_index_of_them() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == {"README", *(rule.name for rule in all_rules())}
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    row = r"^\| \[`(SPN\d{3})`\]\(([a-z-]+)\.md\) \| ([a-z-]+) \|.*\| (on|off) \| (\w+) \|(?: [^|]*\|)?$"
    rows = re.findall(row, index, re.M)
    assert rows == [
        (rule.code, rule.name, rule.name, "on" if rule.is_default else "off", rule.severity.value)
        for rule in (*rules(), *trace_rules())
    ]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_the_words_of_the_rule_are_there(rule: Rule) -> None:
    text = page(rule)
    assert f"\n# {rule.code}: {rule.name}\n" in text
    assert f"\n{rule.severity.value}, {'on' if rule.is_default else 'off'} by default, since {rule.since}" in text
    assert all(f": {words}.\n" in text for words in (rule.what, rule.why, rule.do))
    assert Path(rule.folder, "rule.md").read_text(encoding="utf-8").strip() in text


@pytest.mark.parametrize(("rule", "name"), EXAMPLES, ids=named(EXAMPLES))
def test_every_example_is_there_under_its_title(rule: Rule, name: str) -> None:
    title = "Reported on the marked lines" if name.startswith("bad") else "Not reported"
    suffix = name.rpartition(".")[2]
    assert f"\n{title}:\n\n```{suffix}\n{example(rule, name).rstrip()}\n```\n" in page(rule)


@pytest.mark.parametrize(("rule", "name"), BAD, ids=named(BAD))
def test_the_repair_is_what_the_program_makes_of_it(tmp_path: Path, rule: Rule, name: str) -> None:
    write(tmp_path, {name: example(rule, name)})
    after = page(rule).split(example(rule, name).rstrip(), 1)[1]
    shown = re.match(r"\n```\n\n`spanlint ([^`]+)` rewrites it:\n\n```diff\n(.*?)```\n", after, re.DOTALL)
    options = ["--isolated", "--select", ",".join(sorted(codes(rule))), "--diff", name]
    option, diff = "--fix", run_spanlint(tmp_path, *options).out
    if not diff:
        option, diff = "--fix --unsafe-fixes", run_spanlint(tmp_path, *options, "--unsafe-fixes").out
    assert (shown.groups() if shown else None) == ((option, diff.split("\n", 2)[2]) if diff else None)


@pytest.mark.parametrize(("rule", "name"), BAD, ids=named(BAD))
def test_the_comment_of_the_page_silences_the_rule(rule: Rule, name: str) -> None:
    mark = "#" if name.endswith(".py") else "//"
    text = example(rule, name)
    assert rule.code in {code for _, code in found(name, text, codes(rule), rows(rule))}
    comment = re.search(rf"^{mark} spanlint: (ignore\S*) reason$", page(rule), re.MULTILINE)
    assert comment
    if comment[1].startswith("ignore-file"):
        silenced = f"{comment[0]}\n{text}"
    else:
        silenced = re.sub(rf"{mark} {rule.code}\b", comment[0], text)
    assert rule.code not in {code for _, code in found(name, silenced, codes(rule), rows(rule))}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_the_option_of_the_page_switches_the_rule(tmp_path: Path, rule: Rule) -> None:
    toml = re.search(r"```toml\n(.*?)```", page(rule).split("## Options")[1], re.DOTALL)
    assert toml
    assert f"for one run with `--{toml[1].split()[1]} {rule.code}`" in page(rule)
    bad = "bad.py" if Path(rule.folder, "examples", "bad.py").exists() else "bad.ts"
    forbids = "".join(re.findall(r"```toml\n(\[\[forbid.*?)```", page(rule), re.DOTALL))
    switched = toml[1] + forbids.replace("[[forbid]]", "[[tool.spanlint.forbid]]")
    write(tmp_path, {bad: example(rule, bad), "with/pyproject.toml": switched, "without/spanlint.toml": forbids})
    for path, configured in {"without/spanlint.toml": False, "with/pyproject.toml": True}.items():
        run = run_spanlint(tmp_path, "--config", path, "--output-format", "concise", bad)
        assert (f" {rule.code} " in run.out) is (rule.is_default is not configured)


def test_the_pages_name_the_rules_that_are_quiet_in_test_files() -> None:
    quiet = sorted(codes_quiet_in_tests())
    assert quiet == ["SPN001", "SPN006", "SPN110", "SPN111", "SPN112", "SPN113", "SPN121", "SPN122"]
    words = "`SPN001`, `SPN006`, `SPN110` to `SPN113`, `SPN121` and `SPN122`"
    for path in ("README.md", "docs/adopting.md", "docs/configuration.md"):
        assert words in " ".join((ROOT / path).read_text(encoding="utf-8").split()), path
    for rule in rules():
        assert ("In test files" in page(rule)) == (rule.code in quiet), rule.code
