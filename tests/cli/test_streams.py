"""A report that nobody can take, and Ctrl-C: the program ends without a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import PROGRAM, PYTHON_BAD, environment, places, run_in_shell, write
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

FILES, SPANS = 30, 15  # more lines than a pipe holds


@pytest.fixture
def project(tmp_path: Path) -> Path:
    functions = "".join(PYTHON_BAD[PYTHON_BAD.index("\n\ndef ") :] for _ in range(SPANS))
    many = {f"many/{number}.py": PYTHON_BAD + functions for number in range(FILES)}
    return write(tmp_path, {"bad.py": PYTHON_BAD, **many})


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=environment(),
        bufsize=0,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A suite that a shell has started in the background ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.mark.parametrize("format_name", ["text", "concise", "json"])
@pytest.mark.parametrize("path", ["bad.py", "many"])
def test_a_reader_that_never_reads(project: Path, path: str, format_name: str) -> None:
    with start(project, "--output-format", format_name, path) as program:
        assert program.stdout
        assert program.stderr
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 2


@pytest.mark.parametrize("arguments", ["many", "--output-format json many", "--explain SPN001", "--list-rules"])
def test_a_reader_that_has_seen_enough(project: Path, arguments: str) -> None:
    run = run_in_shell(project, f'"$@" {arguments} | head -n 1')
    assert (run.code, run.err, run.out.count("\n")) == (0, "", 1)


def test_ctrl_c_in_the_middle_of_the_report(project: Path) -> None:
    with start(project) as program:
        assert program.stdout
        assert program.stderr
        first = program.stdout.read(1)  # from here on the program waits for a reader of what no pipe can hold
        program.send_signal(signal.SIGINT)
        program.wait(timeout=HANGS_AFTER)  # nobody reads meanwhile, so only the signal can end it
        rest = program.stdout.read()
        assert program.stderr.read() == b""
    assert first == b"b"
    assert rest is not None
    assert b"Found " not in rest
    assert program.returncode == 130


@pytest.mark.parametrize("arguments", ["", "--output-format json", "--explain SPN001", "--list-rules"])
def test_a_full_disk(project: Path, arguments: str) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full on this system")
    run = run_in_shell(project, f'"$@" {arguments} >/dev/full')
    assert (run.code, run.err) == (2, "spanlint: cannot write the report: no space left on device\n")


@pytest.mark.measured
@pytest.mark.parametrize(
    ("script", "code"),
    [
        ('"$@" bad.py >&-', 1),
        ('"$@" bad.py missing.py >&-', 2),
        ('"$@" --explain SPN001 >&-', 0),
        ('"$@" --version >&-', 0),
        ('"$@" bad.py <&- >&- 2>&-', 1),
    ],
)
def test_without_a_standard_output(project: Path, script: str, code: int) -> None:
    run = run_in_shell(project, script)
    assert (run.code, run.out) == (code, "")


def test_without_a_standard_error_the_report_stays_as_it_is(project: Path) -> None:
    run = run_in_shell(project, '"$@" --output-format concise bad.py missing.py 2>&-')
    assert (run.code, places(run)) == (2, ["bad.py:7:19 SPN001"])


@pytest.mark.measured
def test_problems_come_after_the_report(project: Path) -> None:
    lines = run_in_shell(project, '"$@" --output-format concise missing.py bad.py 2>&1').out.splitlines()
    assert lines[0].startswith("bad.py:7:19: warning: SPN001 ")
    assert lines[1].startswith("Found 1 warning in 1 file ")
    assert lines[2:] == ["spanlint: missing.py: no such file or directory"]
