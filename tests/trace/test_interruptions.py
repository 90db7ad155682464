"""What happens to a run from outside: no space, Ctrl-C, a closed pipe. One line, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from bench.trace_data import write
from tests.waiting import HANGS_AFTER

pytestmark = [pytest.mark.program, pytest.mark.skipif(sys.platform == "win32", reason="limits and signals of POSIX")]

AUDIT = (sys.executable, "-m", "spanlint", "trace", "--isolated", "--no-source", "--color", "never")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exported") / "traces.jsonl"
    write(path, 3)
    return path


def environment(temporary: Path) -> dict[str, str]:
    temporary.mkdir()
    return {**os.environ, "TMPDIR": str(temporary)}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_no_space_for_temporary_files_is_one_line(tmp_path: Path, exported: Path, jobs: str) -> None:
    """A limit of the size of files stands for a full disk: it fails the same call, with another number."""
    program = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "from spanlint.trace.judging import judging, stages\n"
        "from spanlint.trace.storage import buckets\n"
        "buckets.IN_MEMORY, buckets.BUCKET_BYTES = 4, 1_000_000\n"
        "judging.SMALLEST_SHARED, stages.CHUNK_BYTES = 0, 1_000_000\n"
        "from spanlint.cli.main import main\n"
        "if __name__ == '__main__':\n"
        "    sys.exit(main(sys.argv[1:]))\n"
    )
    (tmp_path / "limited.py").write_text(program, encoding="utf-8")
    left = tmp_path / "left"
    command = [sys.executable, str(tmp_path / "limited.py"), *AUDIT[3:], "-j", jobs, str(exported)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(left), timeout=HANGS_AFTER)
    assert (done.returncode, done.stderr) == (2, "spanlint: cannot write a temporary file: file too large\n")
    assert os.listdir(left) == []


def test_an_interrupted_run_ends_with_130_and_leaves_nothing(tmp_path: Path, exported: Path) -> None:
    """It waits for the rest of its input, which never comes."""
    left = tmp_path / "left"
    process = subprocess.Popen([*AUDIT, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env=environment(left))  # fmt: skip
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(exported.read_bytes())
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    assert process.wait(HANGS_AFTER) == 130
    assert b"Traceback" not in process.stderr.read()
    assert os.listdir(left) == []
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(BrokenPipeError):
                stream.close()


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path, exported: Path) -> None:
    left = tmp_path / "left"
    read, written = os.pipe()
    os.close(read)
    with os.fdopen(written, "wb") as pipe:
        command = [*AUDIT, "--output-format", "json", str(exported)]
        done = subprocess.run(command, stdout=pipe, stderr=subprocess.PIPE, env=environment(left), timeout=HANGS_AFTER)
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") <= 1
    assert os.listdir(left) == []
