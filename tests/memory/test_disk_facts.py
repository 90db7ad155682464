"""What a disk answers is kept until it is forgotten, and a judgement that saw anything else is noticed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.disk.reading import Unread
from spanlint.memory.disk_facts import DiskFacts
from spanlint.memory.questions import CONTENT, FILE, FOLDER, KIND, NEITHER, OTHER
from tests.cli.program import write
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="only for systems whose paths begin at /")

FILES = {"a.py": "1", "pkg/b.py": "2"}

WATCHING = """
import os, sys
from spanlint.disk.reading import read_file
from spanlint.memory.disk_facts import DiskFacts
from spanlint.memory.disk_watch import DiskWatch
watch = DiskWatch("/", DiskFacts())
code = compile(sys.argv[1], "asked", "exec")
watch.begin()
with watch.noting() as noted:
    try:
        exec(code)
    except OSError:
        pass
top = os.getcwd()[1:] + "/"
print([what + path.removeprefix(top) for what, path in noted.questions if path.startswith(top)])
print(noted.can_be_asked_again())
"""


def watched(folder: Path, asked: str) -> tuple[list[str], bool]:
    """The questions that statements ask, and whether they can be asked again."""
    write(folder, FILES)
    output = subprocess.check_output([sys.executable, "-c", WATCHING, asked], cwd=folder, timeout=HANGS_AFTER)
    questions, is_reliable = output.decode().splitlines()
    return eval(questions), is_reliable == "True"


def test_the_disk_answers_and_is_asked_once(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "link").symlink_to("pkg")
    (tmp_path / "broken").symlink_to("gone")
    os.mkfifo(tmp_path / "fifo")
    facts, top = DiskFacts(), str(tmp_path)[1:]
    expected = {
        "a.py": (FILE, ""), "pkg": (FOLDER, ""), "link": (FOLDER, "pkg"), "link/b.py": (FILE, ""),
        "broken": (NEITHER, "gone"), "gone": (NEITHER, ""), "fifo": (OTHER, ""), "a.py/b": (NEITHER, ""),
        "null\0": (NEITHER, ""),
    }  # fmt: skip
    for path, answers in expected.items():
        assert (facts.kind(f"{top}/{path}"), facts.target(f"{top}/{path}")) == answers, path
    contents = {path: facts.answer((CONTENT, f"{top}/{path}")) for path in expected}
    assert len(set(contents.values())) == 6, contents
    (tmp_path / "a.py").unlink()
    (tmp_path / "pkg" / "b.py").write_text("3")
    assert facts.kind(f"{top}/a.py") == FILE
    assert facts.answer((CONTENT, f"{top}/link/b.py")) == contents["link/b.py"]
    facts.forget()
    assert facts.kind(f"{top}/a.py") == NEITHER
    assert facts.answer((CONTENT, f"{top}/link/b.py")) != contents["link/b.py"]
    with pytest.raises(LookupError):
        facts.answer(("n", top))


def test_only_the_content_that_is_there_agrees(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    facts, path = DiskFacts(), f"{tmp_path}/a.py"[1:]
    assert facts.agrees(path, b"1")
    assert facts.agrees(path, 1)
    for content in (b"2", b"", 2, Unread("no such file or directory")):
        assert not facts.agrees(path, content), content
    assert facts.agrees(f"{tmp_path}/gone"[1:], Unread("no such file or directory"))
    assert facts.answer((KIND, path)) == FILE


@pytest.mark.program
@pytest.mark.parametrize(
    ("asked", "questions"),
    [
        ("read_file('a.py')", ["ca.py"]),
        ("read_file('gone.py')", ["cgone.py"]),
        ("read_file('a.py'); read_file('a.py')", ["ca.py"]),
        ("os.path.isfile('a.py'); os.path.isdir('pkg'); os.path.exists('gone')", ["ka.py", "kpkg", "kgone"]),
        ("os.path.islink('a.py'); os.path.realpath('pkg/b.py')", ["ka.py", "kpkg", "kpkg/b.py"]),
        ("os.path.getsize('a.py')", ["ca.py"]),
        ("os.access('a.py', os.F_OK)", ["ka.py"]),
        ("os.symlink('a.py', 'link'); os.readlink('link'); os.path.isfile('link')", ["klink"]),
        ("import colorsys, wave", []),
    ],
)
def test_what_the_disk_says_is_asked_again(tmp_path: Path, asked: str, questions: list[str]) -> None:
    assert watched(tmp_path, asked) == (questions, True)


@pytest.mark.program
@pytest.mark.parametrize(
    "asked",
    [
        "read_file('a.py'); open('a.py', 'w').close(); read_file('a.py')",
        "read_file('gone.py'); open('gone.py', 'w').close(); read_file('gone.py')",
        "os.path.isfile('a.py'); os.unlink('a.py'); os.path.isfile('a.py')",
        "os.path.exists('gone'); os.mkdir('gone'); os.path.exists('gone')",
        "os.path.isdir('pkg'); os.rename('pkg', 'other'); os.symlink('other', 'pkg'); os.path.islink('pkg')",
        "os.path.getsize('a.py'); os.truncate('a.py', 0); os.path.getsize('a.py')",
        "os.symlink('a.py', 'l'); os.readlink('l'); os.unlink('l'); os.symlink('pkg', 'l'); os.readlink('l')",
        "open('a.py').close()",
        "os.listdir('pkg')",
        "os.access('a.py', os.R_OK)",
    ],
)
def test_what_cannot_be_asked_again_is_noticed(tmp_path: Path, asked: str) -> None:
    """Because the disk has changed meanwhile, or because nobody has told what it said."""
    assert not watched(tmp_path, asked)[1]
