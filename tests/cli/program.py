"""Runs spanlint in a folder: as a function of this process, or as the real program; and files for it to read."""

from __future__ import annotations

import gc
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import spanlint.run.schedule
from spanlint.cli.main import main
from tests.waiting import HANGS_AFTER

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
_NOT_PASSED_ON = (
    *("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "COLORFGBG", "FORCE_HYPERLINK"),
    *("PYTHONHASHSEED", "PYTHONUNBUFFERED", "PYTHONWARNINGS"),
)
_LINE = re.compile(r"(.+?:\d+:\d+): (?:error|warning): (SPN\d{3}) \S.*")
_TOTAL = re.compile(r"^(?:Found \d+ |No findings in |No files to check)", re.MULTILINE)


class Run(NamedTuple):
    """What a run left behind: its exit code, and the text on its two streams."""

    code: int
    out: str
    err: str


class Printed(NamedTuple):
    """What a run left behind: its exit code, and the bytes on its two streams."""

    code: int
    out: bytes
    err: bytes

    def as_text(self) -> Run:
        """The same with the streams read as UTF-8."""
        return Run(self.code, self.out.decode(), self.err.decode())


def run_spanlint(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Run:
    """Run spanlint in this process, with `folder` as the current one, and `env` on top of the environment.

    It forks no workers. `run_program` runs what needs a process of its own: it may hang or crash, or its subject is
    a signal, a closed stream or its workers.
    """
    return call_main(folder, arguments, env=env).as_text()


def call_main(
    folder: Path, arguments: Sequence[str], stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> Printed:
    """Call the program's main function with streams of its own, in a folder and an environment."""
    given = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    err = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", newline="\n")
    with (
        _inside(folder),
        patch.dict(os.environ, environment(env), clear=True),
        patch.object(spanlint.run.schedule, "can_fork", lambda: False),
        patch.object(sys, "stdin", given),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main(arguments)
    return Printed(code, _written(out), _written(err))


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
        gc.unfreeze()  # a run keeps what stands at its start for good, which a process of many runs cannot


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


def run_program(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Run:
    """Run the real program to its end with `folder` as the current one, and `env` on top of the environment."""
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
        timeout=HANGS_AFTER,
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


def without_total(out: str) -> str:
    """What stands in front of the total of a report: all of it, if it has none."""
    return _TOTAL.split(out, maxsplit=1)[0]


def places(run: Run) -> list[str]:
    """`path:line:column CODE` of each line of a concise report in front of its total."""
    found = [_LINE.fullmatch(line) for line in without_total(run.out).splitlines()]
    return [" ".join(match.groups()) if match else "no line of a concise report" for match in found]
