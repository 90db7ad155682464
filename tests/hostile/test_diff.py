"""The names in a diff: they steer neither a terminal nor a CI, and `git apply` finds the files that they stand for."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import call_main, environment, run_program, write
from tests.hostile.test_disk import FIXABLE, FIXED
from tests.hostile.test_text import STEERING
from tests.waiting import HANGS_AFTER

PLAIN = ["a.py", "src/deep/a-b_c+1.py", "~a.py", "a b.py", "#1.py"]
HOSTILE = [
    "q\n::error title=pwned::said by a file name.py",
    "\x1b[2Jclear.py",
    "\u202eyp.evil.py",
    'a"b\\c\td\re\x07.py',
    "##[error]##vso[x] y.py",
    "café ä.py",
    b"\xff\xe9.py".decode("utf-8", "surrogateescape"),
    "new\nfolder/\x85.py",
    "--- a/b.py\n+++ b/b.py\n@@ -1 +1 @@.py",
]


def diff_of(folder: Path, names: list[str], *arguments: str) -> str:
    write(folder, dict.fromkeys(names, FIXABLE))
    run = run_program(folder, "--diff", "--select", "SPN002", *arguments)
    assert (run.code, run.err) == (1, "")
    return run.out


@pytest.mark.parametrize("name", [*PLAIN, *HOSTILE])
def test_git_applies_it(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"patch": diff_of(tmp_path, [name])})
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True, timeout=HANGS_AFTER)
    done = subprocess.run(
        ["git", "apply", "patch"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=HANGS_AFTER,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / name).read_text(encoding="utf-8") == FIXED


def test_an_absolute_name_has_no_empty_part(tmp_path: Path) -> None:
    here, other = tmp_path / "here", tmp_path / "other"
    write(other, {"a.py": FIXABLE})
    here.mkdir()
    run = run_program(here, "--diff", "--select", "SPN002", str(other / "a.py"))
    assert run.out.splitlines()[:2] == [f"--- a{other}/a.py", f"+++ b{other}/a.py"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_one_line_of_plain_characters(tmp_path: Path, name: str) -> None:
    plain, hostile = (diff_of(tmp_path / folder, [file]) for folder, file in (("p", "a.py"), ("h", name)))
    assert hostile.isascii()
    assert not STEERING.search(hostile)
    assert not re.search(r"##\w*\[", hostile)
    assert hostile.splitlines()[2:] == plain.splitlines()[2:]


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_name_is_as_it_is(tmp_path: Path, name: str) -> None:
    tab = "\t" if " " in name else ""
    assert diff_of(tmp_path, [name]).startswith(f"--- a/{name}{tab}\n+++ b/{name}{tab}\n@@ ")


def test_the_diff_of_standard_input(tmp_path: Path) -> None:
    arguments = ("--diff", "--select", "SPN002", "--stdin-filename", "q\n::error::x.py", "-")
    run = call_main(tmp_path, arguments, FIXABLE.encode()).as_text()
    assert run.out.startswith('--- "a/q\\n::error::x.py"\n+++ "b/q\\n::error::x.py"\n@@ ')
