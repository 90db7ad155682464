"""A sweep that is killed where it hurts: between two of the steps that it takes on the disk, fifty times."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.cli.program import PYTHON_BAD
from tests.sweep.repositories import CLEAN, commit, entries, repository, sweep, written
from tests.waiting import HANGS_AFTER

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal"),
]

# The process kills itself at a step: a file that is opened to be written, a name that changes, a process that starts.
DRIVER = """\
import os, signal, sys
steps, left = 0, int(sys.argv[1])
writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT
def note(event, arguments):
    global steps
    if event in ("os.rename", "os.remove", "os.mkdir", "subprocess.Popen") or (
        event == "open" and isinstance(arguments[2], int) and arguments[2] & writing
    ):
        steps += 1
        if steps == left:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(note)
from spanlint.cli.main import main
code = main(sys.argv[2:], owns_process=True)
print(steps)
sys.exit(code)
"""
NAMES = [f"acme/{number}" for number in range(4)]
KILLS = 10  # of each seed


def run(folder: Path, step: int, *words: str) -> subprocess.CompletedProcess[str]:
    """A sweep that is killed at a step; 0 for a whole one, which prints how many it took."""
    command = [sys.executable, "-c", DRIVER, str(step), "sweep", "--isolated", "--quiet", "-j", "2", *words, *NAMES]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=HANGS_AFTER)


def has_begun(folder: Path) -> bool:
    """Whether the sweep that was killed has begun, so that there is something to go on with."""
    started = json.loads((folder / "out" / "repos.jsonl").read_text().split("\n")[0])["started"]
    end = folder / "out" / "run.json"
    return not end.exists() or json.loads(end.read_text())["started"] != started


def no_file_is_torn(folder: Path) -> bool:
    """Whether each file is the one of a whole sweep, or an older one that is whole, too."""
    out = folder / "out"
    if (out / "run.json").exists():
        json.loads((out / "run.json").read_text())
    lines = (out / "repos.jsonl").read_text().split("\n")
    assert all(json.loads(line) for line in lines[:-1])
    whole = {"first": written(folder, "first"), "second": written(folder, "second")}
    return all(data in (whole["first"].get(name), whole["second"].get(name)) for name, data in written(folder).items())


@pytest.mark.parametrize("seed", range(5))
def test_a_sweep_may_be_killed_at_any_step(tmp_path: Path, seed: int) -> None:
    repositories = [repository(tmp_path / name, {"a.py": PYTHON_BAD, "b.py": CLEAN}) for name in NAMES]
    assert run(tmp_path, 0, "--no-state", "--out", "first").returncode == 1
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    shutil.copytree(tmp_path / "first", tmp_path / "out")
    for folder in repositories[1:]:
        commit(folder, {"c.py": PYTHON_BAD, "b.py": CLEAN})
    done = run(tmp_path, 0, "--no-state", "--out", "second")
    assert done.returncode == 1
    steps, moments, kills, resume = int(done.stdout.split()[-1]), Random(seed), 0, list[str]()
    while kills < KILLS:
        done = run(tmp_path, moments.randint(1, steps), "--out", "out", *resume)
        assert no_file_is_torn(tmp_path)
        if done.returncode == -signal.SIGKILL:
            kills += 1
            resume = ["--resume"] if has_begun(tmp_path) else []
            continue
        assert (done.returncode, done.stderr) == (1, "")
        assert written(tmp_path) == written(tmp_path, "second")
        shutil.rmtree(tmp_path / "out")
        shutil.copytree(tmp_path / "first", tmp_path / "out")
        resume = []
    last = sweep(tmp_path, *NAMES, *resume, "--quiet")
    assert (last.code, last.err) == (1, "")
    assert written(tmp_path) == written(tmp_path, "second")
    assert set(entries(tmp_path)) == set(NAMES)
