"""A second sweep, and one that goes on where another was ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, run_spanlint
from tests.sweep.repositories import CLEAN, commit, entries, repository, sweep, written
from tests.waiting import HANGS_AFTER, wait_until

pytestmark = pytest.mark.program


def states(folder: Path) -> dict[str, str]:
    return {name: line["status"] for name, line in entries(folder).items()}


def test_what_has_not_changed_is_not_linted_again(tmp_path: Path) -> None:
    one, two = repository(tmp_path / "acme" / "one"), repository(tmp_path / "acme" / "two")
    assert sweep(tmp_path, str(one), str(two)).code == 1
    first = written(tmp_path)
    assert sweep(tmp_path, str(one), str(two)).code == 1
    assert states(tmp_path) == {"acme/one": "unchanged", "acme/two": "unchanged"}
    assert written(tmp_path) == first
    commit(two, {"app/a.py": CLEAN})
    assert sweep(tmp_path, str(one), str(two)).code == 1
    assert states(tmp_path) == {"acme/one": "unchanged", "acme/two": "done"}
    assert list(written(tmp_path)) == ["acme/one.jsonl"]


def test_other_options_or_a_lost_file_of_findings_lint_again(tmp_path: Path) -> None:
    one = repository(tmp_path / "acme" / "one")
    assert sweep(tmp_path, str(one)).code == 1
    assert sweep(tmp_path, str(one), "--extend-select", "SPN107").code == 1
    assert states(tmp_path) == {"acme/one": "done"}
    path = tmp_path / "out" / "findings" / "acme" / "one.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert sweep(tmp_path, str(one), "--extend-select", "SPN107").code == 1
    assert states(tmp_path) == {"acme/one": "done"}
    assert path.read_bytes() == whole


def test_a_repository_that_is_no_longer_named_leaves_its_findings_behind(tmp_path: Path) -> None:
    one, two = repository(tmp_path / "acme" / "one"), repository(tmp_path / "acme" / "two")
    sweep(tmp_path, str(one), str(two))
    sweep(tmp_path, str(one))
    assert list(written(tmp_path)) == ["acme/one.jsonl"]


def test_a_killed_sweep_goes_on(tmp_path: Path) -> None:
    names = [f"acme/{number}" for number in range(8)]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD})
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "whole", *names).code == 1
    command = [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--out", "out", "-j", "1", *names]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = tmp_path / "out" / "repos.jsonl"
    wait_until(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 3)
    process.kill()
    process.wait(HANGS_AFTER)
    done = journal.read_bytes().split(b"\n")[:-1]
    with journal.open("ab") as file:
        file.write(b'{"name": "acme/9", "sta')  # as a kill in the middle of a line leaves it
    assert not (tmp_path / "out" / "run.json").exists()
    run = sweep(tmp_path, *names, "--resume")
    assert run.code == 1
    assert written(tmp_path) == written(tmp_path, "whole")
    assert set(entries(tmp_path)) == set(names)
    kept = journal.read_bytes().split(b"\n")
    assert all(line in kept for line in done)


def test_resuming_with_other_options_is_refused(tmp_path: Path) -> None:
    one = repository(tmp_path / "acme" / "one")
    sweep(tmp_path, str(one))
    run = sweep(tmp_path, str(one), "--resume", "--ignore", "SPN001")
    assert run.code == 2
    assert "--resume: the sweep in --out had other options" in run.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for a process of another group")
def test_an_interrupted_sweep_leaves_no_process_behind(tmp_path: Path) -> None:
    names = [f"acme/{number}" for number in range(6)]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD})
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--out", "out", "-j", "2", *names],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    journal = tmp_path / "out" / "repos.jsonl"
    wait_until(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 2)
    process.send_signal(signal.SIGINT)
    assert process.wait(HANGS_AFTER) == 130
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "out" / "run.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the git in front of git is a shell script")
def test_a_sweep_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    """The moments are numbers of git commands: they spread over all that a sweep does."""
    names = [f"acme/{number}" for number in range(4)]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD, "b.py": CLEAN})
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--quiet", "--no-state", "--out", "whole", *names).code == 1
    log = tmp_path / "git.log"
    (tmp_path / "bin").mkdir()
    program, real = tmp_path / "bin" / "git", subprocess.check_output(["sh", "-c", "command -v git"], text=True).strip()
    program.write_text(f'#!/bin/sh\necho >> "{log}"\nexec "{real}" "$@"\n')
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--quiet", "--out", "out", "-j", "2", *names]
    for moment in (1, 3, 6, 10, 15, 21):
        log.write_bytes(b"")
        process = subprocess.Popen(
            [*command, "--resume"], cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: process.poll() is not None or log.read_bytes().count(b"\n") >= moment)  # noqa: B023
        process.kill()
        process.wait(HANGS_AFTER)
        for name, data in written(tmp_path).items():
            assert data == written(tmp_path, "whole")[name], f"{name}, killed at {moment}"
    run = sweep(tmp_path, *names, "--resume", "--quiet")
    assert (run.code, run.err) == (1, "")
    assert written(tmp_path) == written(tmp_path, "whole")
    assert set(entries(tmp_path)) == set(names)
