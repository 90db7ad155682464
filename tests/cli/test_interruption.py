"""`--fix` that is ended in the middle, or runs twice at once: every file is old or new, and nothing is lost."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from spanlint.disk.writing import PREFIX
from tests.cli.interrupted import NEW, OLD, end_held, fill, left_in, start_held
from tests.cli.program import run_spanlint, write
from tests.waiting import HANGS_AFTER

FILES = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of files to repair."""
    folder = tmp_path / "files"
    folder.mkdir()
    fill(folder, FILES)
    return folder


def repaired(folder: Path) -> bool:
    """Whether one more run repairs what is left."""
    return run_spanlint(folder, "--isolated", "--select", "SPN002", "--fix").code == 0 and left_in(folder, 0).old == 0


@pytest.mark.program
@pytest.mark.parametrize("wanted", [0, 1, 50])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended(folder: Path, tmp_path: Path, number: signal.Signals, wanted: int) -> None:
    left = end_held(folder, tmp_path / "gate", wanted, number)
    assert left.old + left.new == FILES
    assert left.old
    assert left.new > wanted
    assert left.code == (130 if number is signal.SIGINT else -number)
    assert left.others == []
    assert repaired(folder)


@pytest.mark.program
@pytest.mark.parametrize("wanted", [0, 1, 50])
def test_a_run_that_is_killed_with_its_workers(folder: Path, tmp_path: Path, wanted: int) -> None:
    with start_held(folder, tmp_path / "gate", wanted) as program:
        os.killpg(program.pid, signal.SIGKILL)
        program.communicate(timeout=HANGS_AFTER)
    left = left_in(folder, program.returncode)
    assert left.old + left.new == FILES
    assert 0 < left.old <= FILES - wanted + 1
    assert left.others, "or it was not in the middle of a file"
    assert repaired(folder)


def test_what_a_killed_run_leaves_behind_is_never_linted(tmp_path: Path) -> None:
    write(tmp_path, {f"{PREFIX}1-abc": OLD, "a.py": NEW})
    run = run_spanlint(tmp_path, "--isolated", "--select", "SPN002", "--output-format", "json")
    assert (run.code, run.out, run.err) == (0, "[]\n", "")


@pytest.mark.program
@pytest.mark.parametrize("wanted", [0, 1, 10])
def test_two_runs_at_once_lose_nothing(folder: Path, tmp_path: Path, wanted: int) -> None:
    gates = tmp_path / "one", tmp_path / "two"
    with start_held(folder, gates[0], wanted) as first, start_held(folder, gates[1], wanted) as second:
        for gate in gates:
            (gate / "on").touch()
            (gate / "go").touch()
        codes = {first.wait(timeout=HANGS_AFTER), second.wait(timeout=HANGS_AFTER)}
    assert codes <= {0, 2}  # 2: a file changed under one of the two, which left it alone and said so
    assert left_in(folder, 0) == (0, FILES, [], 0)
