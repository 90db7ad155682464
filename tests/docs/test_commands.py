"""Every command of the pages is run, in the order of the page, in a repository as its reader may have one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spanlint.cli.argparse_parser import parser
from tests.docs.pages import OLD, blocks, commands, page, shell, shop

PAGES = ("docs/adopting.md", "docs/ci.md", "docs/session-context.md")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return shop(tmp_path / "project")


@pytest.mark.program
@pytest.mark.parametrize("name", PAGES)
def test_every_command_runs(project: Path, name: str) -> None:
    """None may fail with 2 or write to standard error, but one that tells of a repair's rest; outputs are as shown."""
    run = 0
    for block in blocks(name, "bash", "sh", "console"):
        for command, output in commands(block):
            done = shell(project, command)
            assert done.code in (0, 1), (command, done)
            complaint = r"^spanlint: (?!.* no fix: run without --diff to see )"
            assert not re.search(complaint, done.err, flags=re.MULTILINE), (command, done.err)
            assert output is None or done.out == output, command
            run += 1
    assert run >= 2


@pytest.mark.parametrize("name", PAGES)
def test_every_block_of_the_shell_is_marked_as_one(name: str) -> None:
    marks = set(re.findall(r"^```(\w*)$", page(name), flags=re.MULTILINE)) - {""}
    assert marks <= {"bash", "console", "json", "toml", "ts", "yaml"}
    for text in re.findall(r"^```(?:yaml|json|toml|ts)\n(.*?)^```$", page(name), flags=re.DOTALL | re.MULTILINE):
        assert not text.startswith(("spanlint ", "$ "))


@pytest.mark.parametrize("name", PAGES)
def test_every_option_exists(name: str) -> None:
    known = {option for action in parser()._actions for option in action.option_strings}
    others = {"--format"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", page(name)))
    assert named - others <= known


@pytest.mark.program
def test_what_the_page_on_adopting_says_of_each_step(project: Path) -> None:
    """Looking, repairing, only new lines, the baseline and the comments have the effects that the page tells of."""
    assert "SPN001" in shell(project, "spanlint --statistics .").out
    assert shell(project, "spanlint --diff .").out.startswith("--- a/src/b.ts")
    assert shell(project, "spanlint --select SPN001,SPN002 --fix .").code == 1
    assert 'startSpan("checkout", {}, parent)' in (project / "src/b.ts").read_text(encoding="utf-8")
    asked = "spanlint --select SPN001 --output-format concise --quiet"
    assert re.findall(r"^(\S+):\d+: ", shell(project, f"{asked} --diff-base origin/main src/a.py").out, re.M) == [
        "src/a.py:18"
    ]
    assert shell(project, "spanlint --write-baseline spanlint-baseline.json .").code == 0
    assert shell(project, "spanlint --baseline spanlint-baseline.json .").code == 0
    (project / "src/a.py").write_text(OLD.replace('"ship"', '"shipped"'), encoding="utf-8")
    edited = shell(project, f"{asked} --baseline spanlint-baseline.json .")
    assert (edited.code, edited.out.split(":")[0]) == (1, "src/a.py")
    assert "no longer needed" in edited.err
    assert shell(project, 'spanlint --add-ignores "before the linter" .').code == 0
    assert shell(project, "spanlint .").code == 0


@pytest.mark.program
@pytest.mark.parametrize(
    ("row", "change", "found"),
    [
        ("all of its lines", {"src/new.py": OLD}, ["src/new.py:12"]),
        ("line ends and the byte order mark", {"src/a.py": "\ufeff" + OLD.replace("\n", "\r\n")}, []),
    ],
)
def test_the_table_of_changed_lines(project: Path, row: str, change: dict[str, str], found: list[str]) -> None:
    assert row in page("docs/adopting.md")
    for name, text in change.items():
        (project / name).write_bytes(text.encode())
    asked = "spanlint --select SPN001 --output-format concise --quiet --diff-base origin/main"
    done = shell(project, f"{asked} {' '.join(change)}")
    assert (re.findall(r"^(\S+):\d+: ", done.out, re.MULTILINE), done.err) == (found, "")
