"""Ends `--fix` in the middle, at a random moment or at a certain one, and tells what it has left on the disk."""

from __future__ import annotations

import random
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from spanlint.disk.writing import PREFIX
from tests.cli.program import PROGRAM, environment
from tests.waiting import HANGS_AFTER, wait_until

OLD = """\
from opentelemetry import trace
from opentelemetry.context import Context

tracer = trace.get_tracer("shop")


def checkout(context: Context):
    return tracer.start_span("checkout")
"""
NEW = OLD.replace('("checkout")', '("checkout", context=context)')
FIX = ("--isolated", "--select", "SPN002", "--fix", "--quiet", "--jobs", "2")

# Holds the processes of a run when so many files are being put in the place of the old ones. Those that are at it wait
# for `go`, where no signal may end them, and the others for `on`, where any may, or for the end of the run.
_HELD = """
import os, sys, time
import spanlint.disk.writing as writing
gate, wanted = sys.argv.pop(1), int(sys.argv.pop(1))
replace, write_file, run = os.replace, writing.write_file, os.getpid()

def is_full():
    return os.path.exists(gate + "/begun") and os.path.getsize(gate + "/begun") > wanted

def held_replace(*paths):
    with open(gate + "/begun", "ab") as begun:
        begun.write(b".")
    while is_full() and not os.path.exists(gate + "/go"):
        time.sleep(0.001)
    replace(*paths)

def held_write(*given):
    while is_full() and os.getppid() == run and not os.path.exists(gate + "/on"):
        time.sleep(0.001)
    write_file(*given)

os.replace, writing.write_file = held_replace, held_write
from spanlint.cli.main import entry
entry()
"""


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


def start(folder: Path, program: Sequence[str] = PROGRAM) -> subprocess.Popen[bytes]:
    """A run that repairs the folder."""
    return subprocess.Popen(
        [*program, *FIX],
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


def start_held(folder: Path, gate: Path, wanted: int) -> subprocess.Popen[bytes]:
    """A run that repairs the folder and is held with `wanted` files written, and one or two about to be.

    `gate` is a folder of its own. Files called `go` and `on` in it let the run go on with those and with the others.
    """
    gate.mkdir()
    program = start(folder, (PROGRAM[0], "-c", _HELD, str(gate), str(wanted)))
    begun = gate / "begun"
    wait_until(lambda: (begun.exists() and begun.stat().st_size > wanted) or program.poll() is not None)
    assert program.poll() is None
    return program


def end_held(folder: Path, gate: Path, wanted: int, number: signal.Signals) -> Left:
    """End a run that is held, and let what is being written be written."""
    with start_held(folder, gate, wanted) as program:
        program.send_signal(number)
        (gate / "go").touch()
        program.communicate(timeout=HANGS_AFTER)
    return left_in(folder, program.returncode)


def left_in(folder: Path, code: int) -> Left:
    """Read the folder. Raises AssertionError for a file that is neither old nor new."""
    names = sorted(path.name for path in folder.iterdir())
    texts = [(folder / name).read_text(encoding="utf-8") for name in names if not name.startswith(PREFIX)]
    assert set(texts) <= {OLD, NEW}
    return Left(texts.count(OLD), texts.count(NEW), [name for name in names if name.startswith(PREFIX)], code)
