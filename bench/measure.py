"""Runs commands in turn and compares them pair by pair, so that drifts of the machine's speed affect both alike."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple


class Command(NamedTuple):
    """A program with its arguments, working folder and environment, and a step to run before it.

    The time of `before` is not measured.
    """

    arguments: Sequence[str]
    folder: str
    environment: Mapping[str, str] = os.environ
    before: Callable[[], None] | None = None


class Run(NamedTuple):
    """One run of a whole process: seconds of wall time, seconds of processor time, and peak memory in bytes.

    The peak is that of its largest process, and at least that of the measuring process.
    """

    wall: float
    cpu: float
    peak: int


class BenchError(Exception):
    """A measured program failed; the message is one line."""


def run_command(command: Command) -> Run:
    """Run a command to its end. Raises BenchError unless it exits with 0 or 1, the code of linters with findings."""
    if command.before:
        command.before()
    began = time.perf_counter()
    process = subprocess.Popen(
        command.arguments,
        cwd=command.folder,
        env=command.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise BenchError(f"{' '.join(command.arguments)}: exit code {process.returncode} in {command.folder}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


def run_in_turn(commands: Mapping[str, Command], rounds: int) -> dict[str, list[Run]]:
    """Returns `rounds` runs of each command, in the order A B C A B C, after one warm-up each. Raises BenchError."""
    for command in commands.values():
        run_command(command)
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run_command(command))
    return runs


class Ratio(NamedTuple):
    """How many times as long one command took as another: median, minimum and maximum over the pairs."""

    middle: float
    least: float
    most: float


def ratio(ones: Sequence[Run], others: Sequence[Run]) -> Ratio:
    """Returns the ratio of wall times, over the pairs of adjacent runs."""
    ratios = [one.wall / other.wall for one, other in zip(ones, others, strict=True)]
    return Ratio(median(ratios), min(ratios), max(ratios))


def seconds(runs: Sequence[Run]) -> float:
    """Returns the median wall time."""
    return median(run.wall for run in runs)


def peak(runs: Sequence[Run]) -> int:
    """Returns the highest peak memory of any run, in bytes."""
    return max(run.peak for run in runs)
