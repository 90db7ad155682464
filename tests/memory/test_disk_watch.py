"""What a process asks of a disk: nothing of it goes unnoticed, and the facts of a tree answer as the disk does."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import spanlint
from spanlint.memory.questions import CONTENT, KIND, NAMES
from spanlint.sweep.state.tree_facts import TreeFacts
from tests.cli.program import write
from tests.waiting import HANGS_AFTER

FILES = {"a.py": "1", "pkg/b.py": "2", "pkg/deep/c.ts": "3"}

WATCHING = """
import json, os, pathlib, sys
from spanlint.memory.disk_watch import DiskWatch
from spanlint.sweep.state.tree_facts import TreeFacts
files, asked = json.loads(sys.argv[1]), sys.argv[2]
watch = DiskWatch(os.path.realpath(os.curdir), TreeFacts(files))
code = compile(asked, "asked", "exec")
watch.begin()
with watch.noting() as noted:
    try:
        exec(code)
    except OSError:
        pass
print(json.dumps([list(noted.questions), watch.disagrees, sorted(watch.opened)]))
"""


def watched(folder: Path, asked: str, files: dict[str, str] | None = None) -> tuple[set[tuple[str, str]], bool]:
    """The questions that a statement asks, and whether the disk and the facts disagree."""
    write(folder, FILES)
    command = [sys.executable, "-c", WATCHING, json.dumps(FILES if files is None else files), asked]
    output = subprocess.check_output(command, cwd=folder, timeout=HANGS_AFTER)
    noted, disagrees, _ = json.loads(output)
    return {(what, path) for what, path in noted}, disagrees


@pytest.mark.program
@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ("os.path.isfile('pkg/b.py')", (KIND, "pkg/b.py")),
        ("os.path.isdir('pkg')", (KIND, "pkg")),
        ("os.path.exists(os.path.abspath('gone.py'))", (KIND, "gone.py")),
        ("os.path.lexists('gone.py')", (KIND, "gone.py")),
        ("os.path.islink('a.py')", (KIND, "a.py")),
        ("os.path.realpath('pkg/deep/c.ts')", (KIND, "pkg/deep")),
        ("os.path.samefile('a.py', 'pkg/b.py')", (KIND, "pkg/b.py")),
        ("os.path.getsize('a.py')", (CONTENT, "a.py")),
        ("os.stat('a.py')", (KIND, "a.py")),
        ("os.access('a.py', os.F_OK)", (KIND, "a.py")),
        ("os.access('gone.py', os.R_OK)", (KIND, "gone.py")),
        ("os.listdir()", (NAMES, ".")),
        ("os.scandir(os.getcwd()).close()", (NAMES, "")),
        ("os.scandir('pkg').close()", (NAMES, "pkg")),
        ("list(os.walk('.'))", (NAMES, "./pkg/deep")),
        ("open('a.py').close()", (CONTENT, "a.py")),
        ("open('gone.py')", (CONTENT, "gone.py")),
        ("os.close(os.open(b'pkg/b.py', os.O_RDONLY))", (CONTENT, "pkg/b.py")),
        ("pathlib.Path('pkg/b.py').read_text()", (CONTENT, "pkg/b.py")),
        ("pathlib.Path('pkg').is_dir()", (KIND, "pkg")),
        ("pathlib.Path('gone').exists()", (KIND, "gone")),
        ("list(pathlib.Path('pkg').iterdir())", (NAMES, "pkg")),
    ],
)
def test_whatever_is_asked_is_noted(tmp_path: Path, asked: str, question: tuple[str, str]) -> None:
    noted, disagrees = watched(tmp_path, asked)
    assert question in noted
    assert not disagrees


@pytest.mark.program
def test_what_lies_elsewhere_or_belongs_to_git_is_not_noted(tmp_path: Path) -> None:
    for asked in (
        "open(sys.executable, 'rb').close()",
        "os.stat('..')",
        "os.stat('pkg/../../x')",
        "os.path.exists('.git/config')",
    ):
        assert watched(tmp_path, asked) == (set(), False)


@pytest.mark.program
def test_a_disk_that_answers_otherwise_is_noticed(tmp_path: Path) -> None:
    for asked in ("os.path.isfile('a.py')", "os.path.isfile('more.py')", "os.access('a.py', os.F_OK)"):
        assert watched(tmp_path, asked, {"more.py": "1", "pkg/b.py": "2"})[1]


def test_facts_answer_as_a_disk_does(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    facts = TreeFacts(FILES)
    steps = ("gone/../a.py", "a.py/../a.py", "pkg/../a.py", "pkg/deep/..", "pkg/./b.py", "pkg//b.py")
    for path in ("", ".", "a.py", "pkg", "pkg/", *steps):
        place = f"{tmp_path}/{path}"
        expected = "d" if os.path.isdir(place) else "f" if os.path.isfile(place) else ""
        assert facts.kind(path) == expected, path
    assert facts.kind("../x") == facts.kind("..") == ""


def test_facts_that_change_answer_as_new_ones_do() -> None:
    facts = TreeFacts(FILES)
    questions = [
        (what, path) for what in (KIND, CONTENT, NAMES) for path in ("", "a.py", "pkg", "pkg/deep", "new/d.py")
    ]
    before = facts.answers(questions)
    facts.put("new/d.py", "4")
    facts.put("a.py", "5")
    facts.remove("pkg/deep/c.ts")
    assert facts.answers(questions) == TreeFacts({"a.py": "5", "pkg/b.py": "2", "new/d.py": "4"}).answers(questions)
    for path, blob in FILES.items():
        facts.put(path, blob)
    facts.remove("new/d.py")
    assert facts.answers(questions) == before


def test_no_judgement_depends_on_a_size_or_a_time_that_nobody_notes() -> None:
    """A watch notes that a path was asked about, and not which of the answers was looked at."""
    top = Path(spanlint.__file__).parent
    layers = (
        "apis",
        "checks",
        "languages",
        "lint",
        "model",
        "prefilter",
        "regions",
        "rulebook",
        "run",
        "suppression",
        "text",
    )
    found = {
        (str(path.relative_to(top)), node.attr)
        for layer in layers
        for path in (top / layer).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr.startswith(("st_size", "st_mtime", "st_ctime", "st_atime"))
    }
    assert found == set()
