"""Running commands in turn and comparing them pair by pair, so that a machine whose speed drifts slows both alike."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple


class Command(NamedTuple):
    """A program with its arguments, where it runs, what it finds in its environment, and what is done before it.

    `before` is not measured.
    """

    arguments: Sequence[str]
    folder: str
    environment: Mapping[str, str] = os.environ
    before: Callable[[], None] | None = None


class Run(NamedTuple):
    """One run of a whole process: seconds on the clock, seconds of processor time, and bytes of memory at the peak.

    The peak is that of its largest process, and no less than that of the process that measures.
    """

    wall: float
    cpu: float
    peak: int


class BenchError(Exception):
    """A program that is measured did not do what it was started for; the message is one line."""


def run(command: Command) -> Run:
    """Run a command to its end. Raises BenchError unless it exits with 0 or 1, with which linters tell of findings."""
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


def in_turn(commands: Mapping[str, Command], rounds: int) -> dict[str, list[Run]]:
    """So many runs of each command, A B C A B C and so on, after one of each that does not count. Raises BenchError."""
    for command in commands.values():
        run(command)
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    return runs


class Ratio(NamedTuple):
    """How many times as long one command took as another: the median over the pairs, the least and the most."""

    middle: float
    least: float
    most: float


def ratio(ones: Sequence[Run], others: Sequence[Run]) -> Ratio:
    """The ratio on the clock, over the pairs of runs that stood beside each other."""
    ratios = [one.wall / other.wall for one, other in zip(ones, others, strict=True)]
    return Ratio(median(ratios), min(ratios), max(ratios))


def seconds(runs: Sequence[Run]) -> float:
    """The median on the clock."""
    return median(each.wall for each in runs)


def peak(runs: Sequence[Run]) -> int:
    """The most memory that any run had, in bytes."""
    return max(each.peak for each in runs)
