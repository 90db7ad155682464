"""One repository's lint in a process of its own, with bounds on its time, memory and output, and a group to end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile

from spanlint.cli.exit_codes import FAILED
from spanlint.lean.records import Record
from spanlint.sweep.processes.process_groups import end, kept
from spanlint.sweep.processes.served_process import CAN_SERVE, LOST, start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

    from spanlint.sweep.processes.process_groups import Process

REMEMBERING, HISTORY = "spanlint.sweep.jobs.remembering", "spanlint.sweep.history.history_process"
"""The modules whose `run` a process can be for, given a task."""

_MAX_OUTPUT = 1_000_000_000  # bytes
_MAX_OPEN = 1024  # files
_NOT_INHERITED = ("GIT_", "PYTHON", "GITHUB_WORKSPACE", "CI_PROJECT_DIR")  # the last two change paths in reports
# -I: nothing of the folder that is linted is imported, and no variable changes what is. The arguments come last.
_BOUNDED = """\
import os, sys
memory, seconds, output, files, module, task, *arguments = sys.argv[1:]
if hasattr(os, "nice"):
    os.nice(10)  # whoever works on the machine comes first
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
from spanlint.lean.module_finder import install
install()
if task:
    from importlib import import_module
    code = import_module(module).run(task, arguments)
else:
    from spanlint.cli.main import entry
    sys.argv[1:] = arguments
    entry()
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)
"""


class ProcessBounds(Record):
    """How much one process may take: seconds on the clock, and bytes of memory."""

    seconds: float
    memory: int


class Linted(Record):
    """What a process reported: its findings as objects of the `json-report` format, and its problems, one line each.

    `warnings` are lines that a lint may end well with, such as that a file is too large to be judged. If SARIF was
    asked for, the key `sarif` of each finding is its result there, and `invocation` is that of the log. `sites` counts
    the calls that start spans. There is no report if the process was told what it cannot do, such as use a broken
    configuration; otherwise, `died` is why it ended without one.
    """

    findings: tuple[dict[str, Any], ...] = ()
    problems: tuple[str, ...] = ()
    died: str = ""
    sites: int = 0
    invocation: dict[str, Any] | None = None
    warnings: tuple[str, ...] = ()
    has_report: bool = False


def lint(
    folder: str,
    part: str,
    options: tuple[str, ...],
    bounds: ProcessBounds,
    task: str = "",
    sarif: str = "",
    module: str = REMEMBERING,
) -> Linted:
    """Lint a part of a folder, as `spanlint` does that is started in the folder. `.` is all of it.

    With the path of a `task`, the process does what `module` does with it. `sarif` is the path of a file that it writes
    a SARIF log to; empty if none is wanted. Raises OSError if no process can be started.
    """
    if sarif and os.path.exists(sarif):
        os.unlink(sarif)
    seconds = max(1, int(bounds.seconds))
    limits = [bounds.memory, seconds, _MAX_OUTPUT, _MAX_OPEN]
    formats = ["--no-cache", "--output-format", "jsonl", *(["--output-format", f"sarif={sarif}"] if sarif else [])]
    arguments = [*map(str, limits), module, task, *formats, *options, "--", part]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = _started(folder, arguments, output, errors)
        with kept(process):
            is_late = _is_late(process, bounds.seconds)
        output.seek(0)
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace").replace(_shown(folder), "")
        linted = _linted(output.read(), said, process.wait(), is_late, bounds)
    return _with_sarif(linted, sarif, folder) if sarif and linted.has_report else linted


def _shown(folder: str) -> str:
    """Returns the beginning of an absolute path in a folder that nobody knows once it is linted."""
    return os.path.join(os.path.realpath(folder), "")


def _started(folder: str, arguments: list[str], output: IO[bytes], errors: IO[bytes]) -> Process:
    """Start the program in a folder: forked from a process that has imported it, where the system can fork."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    if CAN_SERVE:
        return start(_BOUNDED, folder, arguments, (output, errors), environment)
    return subprocess.Popen(
        [sys.executable, "-I", "-c", _BOUNDED, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
        env=environment,
    )


def _is_late(process: Process, seconds: float) -> bool:
    """Wait for a process, and end it if it takes longer. Returns whether it did."""
    try:
        process.wait(max(0.001, seconds))
    except (TimeoutError, subprocess.TimeoutExpired):
        end(process)
        return True
    return False


def _linted(output: bytes, errors: str, code: int, is_late: bool, bounds: ProcessBounds) -> Linted:
    lines = [line for line in errors.splitlines() if line]
    said = tuple(line.removeprefix("spanlint: ") for line in lines if line.startswith("spanlint: "))
    if is_late or code == -getattr(signal, "SIGXCPU", 0):
        return Linted(died="linting takes too long (--timeout)")
    if code == LOST:
        return Linted(problems=said, died="the process that starts lints has ended")
    if code < 0:
        return Linted(problems=said, died=f"linting was ended by {_signal(-code)}")
    if any("MemoryError" in line for line in lines):
        return Linted(problems=said, died=f"linting needed more than {bounds.memory:,} bytes (--memory)")
    try:
        found = [json.loads(line) for line in output.splitlines()]
    except ValueError:
        found = []
    if not found or found[-1]["type"] != "run":  # the last line of a report that is whole
        last = lines[-1] if lines else f"exit code {code}"
        return Linted(problems=said) if said else Linted(died=f"linting ended without a report: {last[:200]}")
    count = sum(entry["type"] == "problem" for entry in found) or (len(said) if code == FAILED else 0)
    first = max(0, len(said) - count)  # the problems are told last
    findings = tuple(entry for entry in found if entry.pop("type") == "finding")
    return Linted(findings, said[first:], "", found[-1]["summary"]["span_calls"], None, said[:first], has_report=True)


def _with_sarif(linted: Linted, path: str, folder: str) -> Linted:
    """Returns what was linted with the results of its SARIF log, which are those of the findings in their order."""
    try:
        with open(path, encoding="utf-8") as file:
            run = json.loads(file.read().replace(json.dumps(_shown(folder))[1:-1], ""))["runs"][0]
    except FileNotFoundError:
        return Linted(died=f"linting wrote no SARIF log: {'; '.join(linted.warnings[-1:])}")
    for finding, result in zip(linted.findings, run["results"], strict=True):
        finding["sarif"] = result
    return linted._replace(invocation=run["invocations"][0])


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
