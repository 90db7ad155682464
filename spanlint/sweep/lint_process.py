"""One repository's lint in a process of its own, with bounds on its time, memory and output, and a group to end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile

from spanlint.lean.records import Record
from spanlint.sweep.process_groups import kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MAX_OUTPUT = 1_000_000_000  # bytes
_MAX_OPEN = 1024  # files
# -I: nothing of the folder that is linted is imported, and no variable changes what is. The arguments come last.
_BOUNDED = """\
import sys
memory, seconds, output, files, task, *arguments = sys.argv[1:]
try:
    import resource
except ImportError:
    pass
else:
    def bound(kind, value):
        _, most = resource.getrlimit(kind)
        wanted = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (wanted, most))
    bound(resource.RLIMIT_AS, int(memory))
    bound(resource.RLIMIT_CPU, int(seconds))
    bound(resource.RLIMIT_FSIZE, int(output))
    bound(resource.RLIMIT_NOFILE, int(files))
if task:
    from spanlint.sweep.remembering import run
    sys.exit(run(task, arguments))
from spanlint.cli.main import main
sys.exit(main(arguments, owns_process=True))
"""


class ProcessBounds(Record):
    """How much one process may take: seconds on the clock, and bytes of memory."""

    seconds: float
    memory: int


class Linted(Record):
    """What a process reported: its findings as objects of the JSON report, and its problems, one line each.

    `died` is why it ended without a report; empty if it did not.
    """

    findings: tuple[dict[str, Any], ...] = ()
    problems: tuple[str, ...] = ()
    died: str = ""


def lint(folder: str, part: str, options: tuple[str, ...], bounds: ProcessBounds, task: str = "") -> Linted:
    """Lint a part of a folder, as `spanlint` does that is started in the folder. `.` is all of it.

    With the path of a `task`, the process has a memory; see `remembering`. Raises OSError if no process can be started.
    """
    seconds = max(1, int(bounds.seconds))
    limits = [bounds.memory, seconds, _MAX_OUTPUT, _MAX_OPEN]
    words = [*map(str, limits), task, "--output-format", "json", *options, "--", part]
    command = [sys.executable, "-I", "-c", _BOUNDED, *words]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, start_new_session=True,
            env={name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON"))},
        )  # fmt: skip
        with kept(process):
            is_late = _wait(process, bounds.seconds)
        output.seek(0)
        errors.seek(0)
        return _linted(output.read(), errors.read(), process.returncode, is_late, bounds)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for a process to end. Returns whether it takes longer."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


def _linted(output: bytes, errors: bytes, code: int, is_late: bool, bounds: ProcessBounds) -> Linted:
    lines = [line for line in errors.decode("utf-8", "replace").splitlines() if line]
    problems = tuple(line.removeprefix("spanlint: ") for line in lines if line.startswith("spanlint: "))
    if is_late or code == -getattr(signal, "SIGXCPU", 0):
        return Linted(died=f"linting took longer than {bounds.seconds:.0f} s (--timeout)")
    if code < 0:
        return Linted(problems=problems, died=f"linting was ended by {_signal(-code)}")
    if any("MemoryError" in line for line in lines):
        return Linted(problems=problems, died=f"linting needed more than {bounds.memory:,} bytes (--memory)")
    try:
        found = json.loads(output)
    except ValueError:
        last = lines[-1] if lines else f"exit code {code}"
        return Linted(problems=problems) if problems else Linted(died=f"linting ended without a report: {last[:200]}")
    findings = tuple(entry for entry in found if entry["line"] is not None)
    return Linted(findings, problems)


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
