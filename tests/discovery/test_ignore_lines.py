"""The walk's reading of .gitignore lines against git's own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanlint.discovery.ignore_files import read_rules
from spanlint.discovery.without_git import walk
from spanlint.disk.gitignore import IgnoreRule
from tests.discovery.repositories import git, write
from tests.waiting import HANGS_AFTER

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


PARTS = (
    *("a", "b", "-", "/", "*", "**", "**/", "/**/", "?", "!", "#", " ", "{a,b}", "é", "\udcff"),
    *("[ab]", "[!a]", "[^b-c]", "[z-a]", "[z-ab]", "[]a]", "[a-]", "[[:alpha:]]", "[![:digit:]b]", "[[:x:]]", "[[a]"),
    *("[", "]", "\\", "\\*", "[a\\]b]", "[\\a-c]", "[/a]", "[é]", "\0", "\\ "),
)
NAME = st.text("aabc-]é*[# ", min_size=1, max_size=3)
PATHS = st.lists(st.lists(NAME, min_size=1, max_size=4).map("/".join), min_size=1, max_size=20, unique=True)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    git(folder, "init", "--quiet")
    write(folder, *FILES)
    return folder


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work tree without folders: git takes a path that does not exist for a file."""
    folder = tmp_path_factory.mktemp("empty")
    git(folder, "init", "--quiet")
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


def ignores(rules: tuple[IgnoreRule, ...], path: str) -> bool:
    parts = path.split("/")
    folders = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
    return any(rule.matches(folder, True) for rule in rules for folder in folders) or any(
        rule.matches(path, False) for rule in rules
    )


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6).map("".join), PATHS)
@settings(max_examples=150, suppress_health_check=[*SUPPRESSED, HealthCheck.function_scoped_fixture])
def test_any_pattern_matches_what_it_matches_in_git(empty: Path, line: str, paths: list[str]) -> None:
    (empty / ".gitignore").write_bytes(os.fsencode(line) + b"\n")
    done = subprocess.run(
        ["git", "-C", str(empty), "check-ignore", "--no-index", "-z", "--stdin"],
        input=os.fsencode("\0".join(paths)),
        capture_output=True,
        check=False,
        timeout=HANGS_AFTER,
    )
    assert done.returncode in (0, 1)
    rules = tuple(rule for rule in read_rules(str(empty / ".gitignore")) if rule.is_ignoring)
    assert {path for path in paths if ignores(rules, path)} == set(os.fsdecode(done.stdout).split("\0")) - {""}
