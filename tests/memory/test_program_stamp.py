"""The stamp of the program: the same as long as no file of it has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.waiting import HANGS_AFTER

ROOT = Path(__file__).parents[2]
STAMP = "from spanlint.memory.program_stamp import program_stamp; print(program_stamp())"


def stamp(top: Path) -> bytes:
    """The stamp of a copy of the program."""
    command = [sys.executable, "-c", STAMP]
    return subprocess.check_output(command, cwd=top, env={**os.environ, "PYTHONPATH": str(top)}, timeout=HANGS_AFTER)


@pytest.mark.program
def test_a_change_of_any_code_or_rule_changes_it_and_an_example_does_not(tmp_path: Path) -> None:
    for name, inside in (("spanlint", "spanlint"), ("rules", "spanlint/rules")):  # as in a wheel
        shutil.copytree(ROOT / name, tmp_path / inside, ignore=shutil.ignore_patterns("__pycache__"))
    first = stamp(tmp_path)
    assert stamp(tmp_path) == first
    for path in (
        "spanlint/checks/missing_parent.py",
        "spanlint/apis/sentry-python.toml",
        "spanlint/rules/ambient-parent/rule.toml",
    ):
        change_unseen(tmp_path / path)
        changed = stamp(tmp_path)
        assert changed != first, path
        first = changed
    change_unseen(next((tmp_path / "spanlint" / "rules").glob("*/examples/*.py")))
    assert stamp(tmp_path) == first


def change_unseen(path: Path) -> None:
    """Change a file so that neither its size nor the time of its last change tells."""
    status = path.stat()
    time.sleep(0.02)  # a clock of the system tells changes apart that are further apart than this
    path.write_bytes(path.read_bytes().replace(b" ", b"\t", 1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)
