"""Runs the real program in a folder, and the files that most tests let it read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROGRAM = (sys.executable, "-m", "spanlint")

PYTHON_BAD = """\
from opentelemetry import trace

tracer = trace.get_tracer("shop")


def checkout(cart):
    return tracer.start_span("checkout")
"""
PYTHON_CLEAN = PYTHON_BAD.replace('("checkout")', '("checkout", context=cart.context)')
PYTHON_ACTIVE = PYTHON_BAD.replace(
    'return tracer.start_span("checkout")',
    """\
with tracer.start_as_current_span("checkout"):
        return cart""",
)
PYTHON_BROKEN = PYTHON_BAD.replace('("checkout")', '("checkout" =')
PYTHON_PLACE = (7, 19)

TYPESCRIPT_BAD = """\
import { trace } from "@opentelemetry/api";

const tracer = trace.getTracer("shop");

export const checkout = () => tracer.startSpan("checkout");
"""
TYPESCRIPT_PLACE = (5, 38)

# What the caller's terminal and interpreter are told must not decide what a test sees.
_NOT_PASSED_ON = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONHASHSEED", "PYTHONUNBUFFERED", "PYTHONWARNINGS")
_LINE = re.compile(r"(.+?:\d+:\d+): (SPN\d{3}) \S.*")


class Run(NamedTuple):
    """What a run left behind: its exit code, and the text on its two streams."""

    code: int
    out: str
    err: str


def run_spanlint(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Run:
    """Run spanlint to its end with `folder` as the current one, and `env` on top of the environment."""
    return run_command(folder, [*PROGRAM, *arguments], env)


def run_in_shell(folder: Path, script: str) -> Run:
    """Run a POSIX shell script in which `"$@"` is the program without arguments."""
    return run_command(folder, ["sh", "-c", script, "sh", *PROGRAM])


def run_command(folder: Path, command: Sequence[str], env: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end. None may print a traceback or an exit code of its own, or never end."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode in (0, 1, 2), done.stderr
    return Run(done.returncode, done.stdout, done.stderr)


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a run, with `more` on top."""
    passed_on = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return {**passed_on, "PYTHONIOENCODING": "utf-8", **(more or {})}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder, text in UTF-8 without changing line ends, and return the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def places(run: Run) -> list[str]:
    """`path:line:column CODE` of each line of a concise report."""
    found = [_LINE.fullmatch(line) for line in run.out.splitlines()]
    return [" ".join(match.groups()) if match else "no line of a concise report" for match in found]
