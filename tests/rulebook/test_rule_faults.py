"""A rule that lacks a part: one line names the file and the part. A whole rule has none of these faults."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.rulebook.rule_faults import file_faults
from spanlint.rulebook.rules import RuleError, rule_tables
from tests.waiting import HANGS_AFTER

ROOT = Path(__file__).parents[2]
NAME = "empty-parent"
CHECK = "spanlint/checks/empty_parent.py"
WORDS = f"rules/{NAME}/rule.toml: "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of rules that has a copy of one."""
    shutil.copytree(ROOT / "rules" / NAME, tmp_path / NAME)
    return tmp_path


def write(folder: Path, old: str, new: str) -> None:
    path = folder / NAME / "rule.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_whole_rule_has_no_fault(folder: Path) -> None:
    assert rule_tables(folder.as_posix())[NAME]["code"] == "SPN004"
    assert list(file_faults(NAME, str(folder / NAME), CHECK)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("why =", "# why =", "`why` is missing"),
        ("default =", "# default =", "`default` is missing"),
        ("passes-entered", "passes_entered", "unknown key `passes_entered`; did you mean `passes-entered`?"),
        ("passes-entered", "color", "unknown key `color`"),
        ("default = true", 'default = "no"', "`default` has to be `true` or `false`"),
        ('severity = "error"', "severity = 1", "`severity` has to be a string"),
        ('severity = "error"', 'severity = "hint"', "`severity` has to be `error` or `warning`"),
        ('fix = "safe"', 'fix = "sometimes"', "`fix` has to be `safe` or `unsafe`"),
        ('fix = "safe"', 'judges = "logs"', "`judges` has to be `code` or `traces`"),
        ('fix = "safe"', 'options = "ALL"', "`options` has to be a table"),
        ("SPN004", "SPN4", "`code` has to be `SPN` and three digits"),
        (
            "default = true",
            "default = false",
            '`select = ["SPN004"]` is missing under `[options]`: without it, the examples of a rule that is off find'
            " nothing",
        ),
        ('severity = "error"', "severity =", "Invalid value (at line 2, column 11)"),
    ],
)
def test_words_that_are_not_whole(folder: Path, old: str, new: str, fault: str) -> None:
    write(folder, old, new)
    with pytest.raises(RuleError) as caught:
        rule_tables(str(folder))
    assert str(caught.value) == WORDS + fault


def test_a_rule_that_is_off_and_selected_for_its_examples_is_whole(folder: Path) -> None:
    write(folder, "default = true", "default = false")
    with (folder / NAME / "rule.toml").open("a", encoding="utf-8") as file:
        file.write('\n[options]\nselect = ["SPN004"]\n')
    assert not rule_tables(str(folder))[NAME]["default"]


def test_a_folder_without_words(folder: Path) -> None:
    (folder / NAME / "rule.toml").unlink()
    with pytest.raises(RuleError, match=f"^{WORDS}No such file or directory$"):
        rule_tables(str(folder))


def test_files_that_are_missing(folder: Path) -> None:
    (folder / NAME / "rule.md").unlink()
    for example in (folder / NAME / "examples").glob("good.*"):
        example.unlink()
    assert list(file_faults(NAME, str(folder / NAME), "spanlint/checks/no_parent.py")) == [
        f"rules/{NAME}/rule.md: no such file",
        f"rules/{NAME}/examples: no file whose name begins with `good`",
        f"rules/{NAME}: no check in spanlint/checks/no_parent.py",
    ]
    shutil.rmtree(folder / NAME / "examples")
    assert f"rules/{NAME}/examples: no file whose name begins with `bad`" in file_faults(
        NAME, str(folder / NAME), CHECK
    )


@pytest.mark.program
@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ("rules/empty-parent/rule.toml", f"{WORDS}`code` is missing"),
        ("checks/empty_parent.py", f"{CHECK}: no function `check`"),
        ("rules/skipped-parent/rule.toml", "empty-parent and skipped-parent share the code SPN004"),
    ],
)
def test_the_program_says_it_in_one_line(tmp_path: Path, broken: str, line: str) -> None:
    package = tmp_path / "spanlint"
    shutil.copytree(ROOT / "spanlint", package, ignore=shutil.ignore_patterns("__pycache__", "built_*"))
    shutil.copytree(ROOT / "rules", package / "rules")
    text = (package / broken).read_text(encoding="utf-8")
    replaced = {"code = ": "# ", "def check(": "def judge("} if "empty" in broken else {"SPN002": "SPN004"}
    for old, new in replaced.items():
        text = text.replace(old, new)
    (package / broken).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "spanlint", "--explain", "SPN004"]
    if broken.startswith("checks"):
        (tmp_path / "a.py").write_text("from opentelemetry import trace\ntrace.get_tracer('a').start_span('b')\n")
        command = [sys.executable, "-m", "spanlint", "a.py"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=HANGS_AFTER
    )
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert run.stderr.endswith(f"{line}\n")
