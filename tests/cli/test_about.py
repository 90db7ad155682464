"""What the program says about itself: `--version`, `--help`, `--list-rules`, `--explain`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spanlint import __version__
from spanlint.cli.argparse_parser import parser
from spanlint.cli.brief_help import BRIEF
from spanlint.cli.commands import COMMANDS
from spanlint.rulebook.rules import Rule, all_rules, rules
from tests.cli.program import PYTHON_BAD, run_spanlint, write

RULES = Path(__file__).parents[2] / "rules"
HELP = (Path(__file__).parent / "help.txt").read_text(encoding="utf-8")


def test_version(tmp_path: Path) -> None:
    for option in ("--version", "-V"):
        assert run_spanlint(tmp_path, option) == (0, f"spanlint {__version__}\n", "")


def test_help_is_the_golden_page(tmp_path: Path) -> None:
    """Where this fails and the new page is right: `spanlint --help > tests/cli/help.txt`, at no width of its own."""
    run = run_spanlint(tmp_path, "--help", env={"COLUMNS": ""})
    assert run == (0, HELP, "")
    assert max(map(len, HELP.splitlines())) < 80


def test_the_brief_help_names_what_is_used_most(tmp_path: Path) -> None:
    run = run_spanlint(tmp_path, "-h")
    lines = run.out.splitlines()
    assert (run.code, run.err) == (0, "")
    assert len(lines) < 40 < len(HELP.splitlines())
    assert max(map(len, lines)) < 80
    rows = re.findall(r"^  (?:-\w, )?(--[a-z-]+|PATHS)(?: [A-Z]+)?  +\S", run.out, re.M)
    assert len(rows) == len(BRIEF)
    assert set(rows) - {"PATHS"} <= {name for action in parser()._actions for name in action.option_strings}
    assert all(re.search(rf"\b{name}\b", lines[-1]) for name in COMMANDS)


def test_help_takes_the_width_that_there_is(tmp_path: Path) -> None:
    wide = run_spanlint(tmp_path, "--help", env={"COLUMNS": "120"}).out
    assert 80 < max(map(len, wide.splitlines())) < 120
    assert wide.split() == HELP.split()
    assert run_spanlint(tmp_path, "--help", env={"COLUMNS": "wide"}).out == HELP


def test_help_says_what_every_option_does() -> None:
    options = HELP.split("\nexamples:\n")[0]
    for action in parser()._actions:
        assert action.help, action
        assert (
            len(re.findall(rf"^  {re.escape(', '.join(action.option_strings) or 'PATHS')}(?= |$)", options, re.M)) == 1
        )
        if action.choices:
            assert all(str(choice) in action.help for choice in action.choices), action
        if action.nargs is None and action.default not in (None, [], "", "-"):
            assert f"(default: {action.default})" in action.help


def test_every_example_of_the_help_is_a_command() -> None:
    examples = re.findall(r"^  spanlint(.*?)(?:   .*)?$", HELP.split("examples:\n")[1].split("\n\n")[0], re.M)
    assert len(examples) >= 8
    for arguments in examples:
        parser().parse_args(arguments.split())


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--fox"], "unrecognized arguments: --fox; did you mean `--fix`?"),
        (["--selct", "SPN001", "src"], "unrecognized arguments: --selct; did you mean `--select`?"),
        (["--maxwarnings=3"], "unrecognized arguments: --maxwarnings; did you mean `--max-warnings`?"),
        (["--quux-everything"], "unrecognized arguments: --quux-everything; --help lists all options"),
        (["a", "--fix", "b"], "unrecognized arguments: b: put all files and folders together"),
        (
            ["--color", "alway"],
            "argument --color: invalid choice: 'alway' (choose from auto, always, never); did you mean `always`?",
        ),
        (["--max-warnings", "few"], "argument --max-warnings: expected a number, 0 or more, not 'few'"),
        (["--output-format", "sarif="], "argument --output-format: expected a file after `=`"),
        (["--fi\x1bx"], "unrecognized arguments: --fi\\x1bx; did you mean `--fix`?"),
    ],
)
def test_what_is_wrong_with_the_options_is_one_line(tmp_path: Path, arguments: list[str], reason: str) -> None:
    assert run_spanlint(tmp_path, *arguments) == (2, "", f"spanlint: error: {reason}\n")


def test_list_rules_is_a_line_a_rule(tmp_path: Path) -> None:
    run = run_spanlint(tmp_path, "--list-rules")
    expected = [
        [rule.code, rule.name, rule.severity.value, "on" if rule.is_default else "off", rule.what] for rule in rules()
    ]
    assert [line.split(maxsplit=4) for line in run.out.splitlines()] == expected
    assert (run.code, run.err) == (0, "")


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_explain_prints_the_page_and_each_example(tmp_path: Path, rule: Rule) -> None:
    run = run_spanlint(tmp_path, "--explain", rule.code)
    parts = [RULES / rule.name / "rule.md", *(RULES / rule.name / "examples").iterdir()]
    for part in parts:
        assert part.read_text(encoding="utf-8").strip() in run.out, part
    assert run.out.startswith(f"# {rule.code} {rule.name}\n")
    assert all(words in run.out for words in (rule.what, rule.why, rule.do))
    assert run.out.endswith("\n")
    assert (run.code, run.err) == (0, "")


@pytest.mark.parametrize("number", ["-1", "two", "1.5", "", "9" * 5000])
def test_jobs_are_a_number(tmp_path: Path, number: str) -> None:
    run = run_spanlint(tmp_path, f"--jobs={number}")
    assert (run.code, run.out) == (2, "")
    assert "argument -j/--jobs: expected a number, 0 or more, not " in run.err


def test_explain_reads_no_file_and_takes_lower_case(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "spanlint.toml": "broken ["})
    assert run_spanlint(tmp_path, "--explain", "spn001") == run_spanlint(tmp_path, "--explain", "SPN001")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("SPN01", "unknown rule `SPN01`; did you mean `SPN001`?"),
        ("SPN", "'SPN' is a prefix; name one rule, or ALL"),
        ("skiped-parent", "unknown rule `skiped-parent`; did you mean `skipped-parent`?"),
    ],
)
def test_explain_of_no_rule_is_one_line(tmp_path: Path, code: str, reason: str) -> None:
    run = run_spanlint(tmp_path, "--explain", code)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith(f"spanlint: --explain: {reason}")
