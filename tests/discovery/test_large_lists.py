"""The memory that a large tree takes: bytes a file, which no load changes."""

from __future__ import annotations

import os
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from spanlint.discovery.with_git import list_with_git
from tests.cli.program import run_spanlint
from tests.discovery.repositories import git, repository, write

pytestmark = pytest.mark.program

_FEW, _MANY = 3_000, 15_000  # files
_BYTES_OF_A_FILE = 200  # its name takes half of that, with the place of the name in a list


def tree(folder: Path, count: int, is_tracked: bool) -> Path:
    """A work tree of so many hard links to one file, with names of some 45 letters."""
    repository(folder, "one.py")
    names = [
        f"package{number // 1000}/part{number // 100}/module_of_usual_length_{number:06}.py" for number in range(count)
    ]
    for name in names[::100]:
        (folder / name).parent.mkdir(parents=True)
    for name in names:
        os.link(folder / "one.py", folder / name)
    if is_tracked:
        blob = git(folder, "rev-parse", "HEAD:one.py").strip()
        lines = "".join(f"100644 {blob}\t{name}\n" for name in names)
        command = ["git", "-C", str(folder), "update-index", "--index-info"]
        subprocess.run(command, input=lines, text=True, check=True)
    return folder


def bytes_of_a_file(folder: Path, is_tracked: bool, act: Callable[[Path, int], None]) -> float:
    """The bytes that each further file adds to the peak of memory."""
    peaks = list[int]()
    for count in (_FEW, _MANY):
        there = tree(folder / str(count), count, is_tracked)
        tracemalloc.start()
        act(there, count)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    return (peaks[1] - peaks[0]) / (_MANY - _FEW)


@pytest.mark.parametrize("is_tracked", [True, False])
def test_a_list_is_held_once(here: Path, is_tracked: bool) -> None:
    def list_all(folder: Path, count: int) -> None:
        listing = list_with_git(str(folder), (".py",))
        assert listing is not None
        assert len(listing.files) == count + 1

    assert bytes_of_a_file(here, is_tracked, list_all) < _BYTES_OF_A_FILE


def test_a_run_holds_little_more(here: Path) -> None:
    def lint(folder: Path, count: int) -> None:
        run = run_spanlint(folder, "--isolated", "-j", "1", ".")
        assert run.out == f"No findings in {count + 1} files (no span calls).\n"

    assert bytes_of_a_file(here, True, lint) < _BYTES_OF_A_FILE


def test_names_that_a_read_cuts_are_whole(here: Path) -> None:
    names = [f"é{number:05}\t.py" for number in range(12_000)]  # 300 kB of index, which no pipe passes on at once
    repository(here, *names[:3], "sub/x.txt")
    write(here, *names[3:6])
    blob = git(here, "rev-parse", "HEAD:sub/x.txt").strip()
    lines = "".join(f"100644 {blob}\t{name}\0" for name in names[6:])
    command = ["git", "-C", str(here), "update-index", "-z", "--index-info"]
    subprocess.run(command, input=lines, text=True, check=True)
    listing = list_with_git(str(here), (".py",))
    assert listing is not None
    assert sorted(listing.files) == sorted(names)
