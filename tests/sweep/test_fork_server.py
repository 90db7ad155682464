"""The process that starts lints: what a lint that it has forked is, and how both of them end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from spanlint.sweep.processes import served_process
from spanlint.sweep.processes.served_process import LOST, ServedProcess, end_server, start
from tests.cli.program import PYTHON_BAD
from tests.sweep.repositories import entries, repository, sweep, written
from tests.waiting import HANGS_AFTER, wait_until

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(not served_process.CAN_SERVE, reason="this system cannot fork"),
]

PROGRAM = "import os, sys, time\nexec(sys.argv[1])\nsys.stdout.flush()\n"


@pytest.fixture(autouse=True)
def no_server_is_left() -> Iterator[None]:
    yield
    end_server()


def started(folder: Path, program: str, name: str = "out") -> ServedProcess:
    """A process that runs a program in a folder, and writes to files there."""
    with open(folder / name, "wb") as output, open(folder / f"{name}.errors", "wb") as errors:
        return start(PROGRAM, str(folder), [program], (output, errors), dict(os.environ))


def said(folder: Path, program: str) -> str:
    """What a process writes that runs a program in a folder."""
    assert started(folder, program).wait(HANGS_AFTER) == 0, (folder / "out.errors").read_text()
    return (folder / "out").read_text().strip()


def test_a_process_leads_a_group_in_its_folder_and_has_nothing_of_others(tmp_path: Path) -> None:
    assert said(tmp_path, "print(os.getcwd())") == str(tmp_path)
    assert said(tmp_path, "print(os.getpid() == os.getpgrp() == os.getsid(0))") == "True"
    beside = started(tmp_path, "time.sleep(1000)", "beside")
    opened = "for one in range(3, 64):\n try: os.fstat(one)\n except OSError: continue\n print(one)"
    assert said(tmp_path, opened) == ""
    beside.kill()
    assert beside.wait(HANGS_AFTER) == -signal.SIGKILL


def test_no_process_sees_what_another_one_has_changed(tmp_path: Path) -> None:
    change = "import spanlint; spanlint.seen = True; os.environ['SEEN'] = '1'; os.chdir('/')"
    assert said(tmp_path, change) == ""
    assert said(tmp_path, "import spanlint; print(hasattr(spanlint, 'seen'), 'SEEN' in os.environ)") == "False False"


def test_a_process_ends_with_its_code_its_signal_or_its_error(tmp_path: Path) -> None:
    assert started(tmp_path, "os._exit(7)").wait(HANGS_AFTER) == 7
    assert started(tmp_path, "os.kill(os.getpid(), 11)").wait(HANGS_AFTER) == -11
    assert started(tmp_path, "raise MemoryError").wait(HANGS_AFTER) == 1
    assert (tmp_path / "out.errors").read_text().endswith("MemoryError\n")


def test_a_process_is_killed_with_its_group(tmp_path: Path) -> None:
    program = "import subprocess\nprint(subprocess.Popen(['sleep', '1000']).pid, flush=True)\ntime.sleep(1000)"
    process = started(tmp_path, program)
    wait_until(lambda: (tmp_path / "out").read_text().endswith("\n"))
    child = int((tmp_path / "out").read_text())
    with pytest.raises(TimeoutError):
        process.wait(0.01)
    process.kill()
    assert process.wait(HANGS_AFTER) == -signal.SIGKILL
    wait_until(lambda: not is_alive(child))


def test_a_server_that_is_lost_costs_what_it_had_started_and_is_replaced(tmp_path: Path) -> None:
    process = started(tmp_path, "time.sleep(1000)")
    server = served_process._servers[0]._process
    server.kill()
    assert process.wait(HANGS_AFTER) == LOST
    server.wait(HANGS_AFTER)
    assert said(tmp_path, "print(1)") == "1"


def test_nothing_outlives_an_owner_that_is_killed(tmp_path: Path) -> None:
    owner = tmp_path / "owner.py"
    owner.write_text(
        "import os, sys\n"
        "from spanlint.sweep.processes.served_process import start, _servers\n"
        "program = 'import os, time\\nprint(os.getpid(), os.getppid(), flush=True)\\ntime.sleep(1000)'\n"
        "with open('pids', 'wb') as file:\n"
        "    start(program, '.', [], (file, file), dict(os.environ)).wait()\n"
    )
    process = subprocess.Popen([sys.executable, str(owner)], cwd=tmp_path)
    pids = tmp_path / "pids"
    wait_until(lambda: pids.exists() and pids.read_text().endswith("\n"))
    process.kill()
    process.wait(HANGS_AFTER)
    for pid in map(int, pids.read_text().split()):
        wait_until(lambda pid=pid: not is_alive(pid))  # type: ignore[misc]


def test_a_sweep_comes_to_the_same_where_no_process_can_be_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["acme/bakery", "acme/oven"]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD, "data.json": "{}", f"{name[5:]}.py": "x = 1\n"})
    assert sweep(tmp_path, *names).code == 1
    forked = written(tmp_path), {name: line["attempts"] for name, line in entries(tmp_path).items()}
    monkeypatch.setattr("spanlint.sweep.processes.lint_process.CAN_SERVE", False)
    for words in (("--state", "other"), ("--no-state",)):
        shutil.rmtree(tmp_path / "out")
        assert sweep(tmp_path, *names, *words).code == 1
        assert (written(tmp_path), {name: line["attempts"] for name, line in entries(tmp_path).items()}) == forked


def is_alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"  # one that nobody waits for
    except OSError:
        pass
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not os.path.exists("/proc/self")
