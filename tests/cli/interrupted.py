"""Ends `--fix` at a random moment, and tells what it has left on the disk."""

from __future__ import annotations

import random
import signal
import subprocess
from pathlib import Path
from typing import NamedTuple

from spanlint.disk.writing import PREFIX
from tests.cli.program import PROGRAM, environment
from tests.waiting import HANGS_AFTER

OLD = """\
from opentelemetry import trace
from opentelemetry.context import Context

tracer = trace.get_tracer("shop")


def checkout(context: Context):
    return tracer.start_span("checkout")
"""
NEW = OLD.replace('("checkout")', '("checkout", context=context)')
FIX = (*PROGRAM, "--isolated", "--select", "SPN002", "--fix", "--quiet")


class Left(NamedTuple):
    """What a run left: how many files are old and how many new, the other names in the folder, and its exit code."""

    old: int
    new: int
    others: list[str]
    code: int


def fill(folder: Path, files: int) -> None:
    """The files as they are before any fix, and nothing else."""
    for path in folder.iterdir():
        path.unlink()
    for number in range(files):
        (folder / f"f{number}.py").write_text(OLD, encoding="utf-8")


def start(folder: Path) -> subprocess.Popen[bytes]:
    """A run that repairs the folder."""
    return subprocess.Popen(
        FIX,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # A suite that a shell has started in the background ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def interrupt(folder: Path, files: int, number: signal.Signals, chance: random.Random) -> Left:
    """End a run when a random share of the files is fixed. Raises AssertionError for a file that is neither."""
    fill(folder, files)
    wanted = chance.randrange(files)
    with start(folder) as program:
        while program.poll() is None and (folder / f"f{wanted}.py").stat().st_size == len(OLD):
            pass
        program.send_signal(number)
        program.communicate(
            timeout=HANGS_AFTER
        )  # until its workers are gone as well: they outlive one that is killed, shortly
        code = program.returncode
    return left_in(folder, code)


def left_in(folder: Path, code: int) -> Left:
    """Read the folder. Raises AssertionError for a file that is neither old nor new."""
    names = sorted(path.name for path in folder.iterdir())
    texts = [(folder / name).read_text(encoding="utf-8") for name in names if not name.startswith(PREFIX)]
    assert set(texts) <= {OLD, NEW}
    return Left(texts.count(OLD), texts.count(NEW), [name for name in names if name.startswith(PREFIX)], code)
