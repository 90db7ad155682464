"""The walk's reading of .gitignore lines against git's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanlint.discovery.without_git import walk
from tests.discovery.repositories import git, write

pytestmark = pytest.mark.program

SUPPRESSED = settings().suppress_health_check  # a list of its own would take the place of what the profile says
NAMES = ("a", "b", "foo")
FOLDERS = ("", *(f"{x}/" for x in NAMES), *(f"{x}/{y}/" for x in NAMES for y in NAMES))
FILES = [f"{folder}{name}" for folder in FOLDERS for name in ("x.py", "foo.py", "y.ts", "!x.py", "#x.py", "z .py")]

LINES = [
    *(
        "*",
        "*.py",
        "foo",
        "foo/",
        "/foo",
        "a/foo",
        "foo/**",
        "foo/*",
        "**/foo",
        "a/**/x.py",
        "**",
        "foo/**/",
        "/*",
        "/a/*",
    ),
    *("!*/", "!*.py", "!foo", "!foo/", "!/a", "!/a/**", "!a/b", "!x.py", "!foo/x.py", "!**/x.py", "!a/", "!*"),
    *(
        "# foo",
        "\\#x.py",
        "\\!x.py",
        "!!x.py",
        "!#x.py",
        "x.py ",
        "x.py\\ ",
        "[ab]/x.py",
        "?.py",
        "[!x].py",
        "f*o",
        "",
        "/",
    ),
    *("z .py", "foo\r", "a//b", "a/b/", "**/a/x.py", "a/**", "/**/b", "*/x.py", "b/*/x.py"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    git(folder, "init", "--quiet")
    write(folder, *FILES)
    return folder


def by_git(tree: Path) -> list[str]:
    command = ["git", "-C", str(tree), "ls-files", "-z", "--others", "--exclude-per-directory=.gitignore"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return sorted(name for name in output.split("\0") if name.endswith((".py", ".ts")))


def by_walking(tree: Path) -> list[str]:
    return sorted(walk(str(tree.resolve()), (".py", ".ts")).files)


@pytest.mark.parametrize("line", LINES)
def test_one_line_is_read_as_git_reads_it(tree: Path, line: str) -> None:
    for text in (line, f"*\n{line}", f"{line}\n!*/", f"*\n!*/\n{line}", f"/*\n{line}\n!/foo"):
        (tree / ".gitignore").write_text(text + "\n", newline="")
        assert by_walking(tree) == by_git(tree), text


@given(st.lists(st.sampled_from(LINES), min_size=2, max_size=5))
@settings(max_examples=60, suppress_health_check=[*SUPPRESSED, HealthCheck.function_scoped_fixture])
def test_lines_together_are_read_as_git_reads_them(tree: Path, lines: list[str]) -> None:
    (tree / ".gitignore").write_text("\n".join(lines) + "\n", newline="")
    assert by_walking(tree) == by_git(tree)
