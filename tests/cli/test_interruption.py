"""`--fix` that is ended in the middle, or runs twice at once: every file is old or new, and nothing is lost."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from spanlint.disk.writing import PREFIX
from tests.cli.interrupted import NEW, OLD, fill, interrupt, left_in, start
from tests.cli.program import run_spanlint, write
from tests.waiting import HANGS_AFTER

FILES = 60


@pytest.mark.program
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended(tmp_path: Path, number: signal.Signals) -> None:
    chance = random.Random(number)
    for _ in range(3):
        left = interrupt(tmp_path, FILES, number, chance)
        assert left.old + left.new == FILES
        assert left.new
        if number is not signal.SIGKILL:
            assert left.others == []
    assert run_spanlint(tmp_path, "--isolated", "--select", "SPN002", "--fix").code == 0
    assert left_in(tmp_path, 0)[:2] == (0, FILES)


def test_what_a_killed_run_leaves_behind_is_never_linted(tmp_path: Path) -> None:
    write(tmp_path, {f"{PREFIX}1-abc": OLD, "a.py": NEW})
    run = run_spanlint(tmp_path, "--isolated", "--select", "SPN002", "--output-format", "json")
    assert (run.code, run.out, run.err) == (0, "[]\n", "")


@pytest.mark.program
def test_two_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    for _ in range(3):
        fill(tmp_path, FILES)
        with start(tmp_path) as first, start(tmp_path) as second:
            codes = {first.wait(timeout=HANGS_AFTER), second.wait(timeout=HANGS_AFTER)}
        assert codes <= {0, 2}  # 2: a file changed under one of the two, which left it alone and said so
        assert left_in(tmp_path, 0) == (0, FILES, [], 0)
