"""Processes that die while they lint: here a child of the sweep, there a worker of a cluster, again and again.

The program of the child, or of the worker, gets a line that does to it what a fault in a parser would.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from spanlint.sweep.git import tree_listing
from spanlint.sweep.git.clones import Objects
from spanlint.sweep.git.tree_listing import TreeListing
from spanlint.sweep.jobs import jobs
from spanlint.sweep.processes import lint_process
from tests.cli.program import PYTHON_BAD, run_spanlint
from tests.discovery.repositories import git
from tests.sweep.repositories import entries, findings, repository, sweep, written
from tests.waiting import HANGS_AFTER, wait_until

pytestmark = [pytest.mark.program, pytest.mark.filterwarnings("default")]

FAULTS = """\
import os, signal, time
if os.path.exists("dies.py"):
    os.kill(os.getpid(), signal.SIGKILL)
if os.path.exists("sleeps.py"):
    time.sleep(100_000)
if os.path.exists("eats.py"):
    eaten = [bytearray(1 << 30) for _ in range(1000)]
"""
FAULTY_WORKERS = """\
import os, signal
from spanlint.sweep.jobs import dask_engine
def run_or_die(job, hosts, run=dask_engine.run):
    if job.repository.name == "acme/poison":
        os.kill(os.getpid(), signal.SIGKILL)
    return run(job, hosts)
if dask_engine.run.__name__ == "run":  # a preload is imported twice
    dask_engine.run = run_or_die
"""


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Children of this process have the faults."""
    monkeypatch.setattr(lint_process, "_BOUNDED", with_faults(lint_process._BOUNDED))


def with_faults(program: str, faults: str = FAULTS) -> str:
    """The program of a child with the faults, which come once its bounds are set."""
    head, sign, tail = program.partition("if task:\n")
    assert sign
    return head + faults + sign + tail


@pytest.mark.usefixtures("faulty")
def test_a_child_that_dies_or_eats_fails_alone(tmp_path: Path) -> None:
    names = ["acme/bakery", "acme/dies", "acme/eats", "acme/oven"]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD, f"{name.removeprefix('acme/')}.py": "x = 1\n"})
    run = sweep(tmp_path, *names, "--retries", "1")
    assert run.code == 2
    lines = entries(tmp_path)
    assert {name: (line["status"], line["reason"]) for name, line in lines.items()} == {
        "acme/bakery": ("done", ""),
        "acme/dies": ("failed", "linting was ended by SIGKILL"),
        "acme/eats": ("failed", "linting needed more than 2,048,000,000 bytes (--memory)"),
        "acme/oven": ("done", ""),
    }
    assert (lines["acme/dies"]["attempts"], lines["acme/eats"]["attempts"]) == (2, 2)
    assert [len(findings(tmp_path, name)) for name in names] == [1, 0, 0, 1]
    failed = (tmp_path / "out" / "failed.txt").read_text()
    assert failed.count("# linting ") == 2
    retry = "`spanlint sweep --out out out/failed.txt` tries them again, with the same options"
    assert run.err.endswith(f"spanlint: 2 of 4 failed; {retry}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other priorities")
def test_a_child_leaves_the_processor_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noting = f"open({str(tmp_path / 'nice')!r}, 'w').write(str(os.nice(0)))\n"
    monkeypatch.setattr(lint_process, "_BOUNDED", with_faults(lint_process._BOUNDED, noting))
    repository(tmp_path / "acme" / "bakery")
    assert sweep(tmp_path, "acme/bakery").code == 1
    assert int((tmp_path / "nice").read_text()) == min(19, os.nice(0) + 10)


@pytest.mark.parametrize(("words", "count"), [((), "1"), (("--no-state",), str(os.cpu_count() or 1))])
def test_a_tree_of_very_many_files_is_linted_by_several_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], count: str
) -> None:
    noting = f"open({str(tmp_path / 'jobs')!r}, 'w').write(arguments[arguments.index('-j') + 1])\n"
    monkeypatch.setattr(lint_process, "_BOUNDED", with_faults(lint_process._BOUNDED, noting))
    monkeypatch.setattr(jobs, "_MANY_SOURCES", 2)
    repository(tmp_path / "acme" / "bakery", {f"{name}.py": PYTHON_BAD for name in "abc"})
    assert sweep(tmp_path, "acme/bakery", *words).code == 1
    assert (tmp_path / "jobs").read_text() == count
    assert [found["path"] for found in findings(tmp_path, "acme/bakery")] == ["a.py", "b.py", "c.py"]


def test_a_fault_of_our_own_fails_one_repository_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["acme/bakery", "acme/oven"]
    for name in names:
        repository(tmp_path / name)
    listing_of = tree_listing.listing_of

    def faulty_listing(objects: Objects, *rest: Any) -> TreeListing:
        if objects.commit == commits["acme/oven"]:
            raise RecursionError("too deep")
        return listing_of(objects, *rest)

    commits = {name: git(tmp_path / name, "rev-parse", "HEAD").strip() for name in names}
    git(tmp_path / "acme" / "bakery", "commit", "--quiet", "--allow-empty", "--message", "other")
    monkeypatch.setattr(jobs, "listing_of", faulty_listing)
    assert sweep(tmp_path, *names).code == 2
    assert {name: line["reason"] for name, line in entries(tmp_path).items()} == {
        "acme/bakery": "",
        "acme/oven": "RecursionError: too deep",
    }


@pytest.mark.usefixtures("faulty")
def test_a_child_that_takes_for_ever_is_ended(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "slow", {"sleeps.py": PYTHON_BAD})
    assert sweep(tmp_path, "acme/slow", "--timeout", "3").code == 2
    line = entries(tmp_path)["acme/slow"]
    assert (line["status"], line["attempts"]) in (("failed", 1), ("failed", 0))
    assert line["reason"].endswith("(--timeout)")


@contextmanager
def cluster(folder: Path, preload: str) -> Iterator[str]:
    """`dask scheduler` and two `dask worker`s that begin with a line of ours. Gives the scheduler's file."""
    file, script = folder / "scheduler.json", folder / "preload_of_worker.py"
    script.write_text(preload)
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> None:
        environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}  # which makes the test short
        process = subprocess.Popen(
            [sys.executable, "-m", "dask", *words],
            cwd=folder,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        wait_until(file.exists)
        for _ in range(2):
            words = ("--nthreads", "1", "--no-dashboard", "--nanny", "--preload", str(script))
            start("worker", "--scheduler-file", str(file), *words)
        yield str(file)
    finally:
        for process in reversed(started):
            os.killpg(process.pid, signal.SIGKILL)  # a nanny's worker is in its group
            process.wait(HANGS_AFTER)


def on_cluster(folder: Path, file: str, names: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--out", "dask", "--engine", "dask"]
    words = ["--scheduler", file, "--retries", "0", *names]
    return subprocess.run([*command, *words], cwd=folder, capture_output=True, text=True, timeout=HANGS_AFTER)


def test_a_repository_that_kills_its_workers_fails_and_its_neighbours_are_done(tmp_path: Path) -> None:
    names = [f"acme/{number}" for number in range(8)] + ["acme/poison"]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD})
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "out", *names[:-1]).code == 1
    with cluster(tmp_path, FAULTY_WORKERS) as file:
        done = on_cluster(tmp_path, file, names)
    assert done.returncode == 2, done.stderr
    lines = entries(tmp_path, "dask")
    assert {name: line["status"] for name, line in lines.items()} == {
        **dict.fromkeys(names[:-1], "done"),
        "acme/poison": "failed",
    }
    assert lines["acme/poison"]["reason"] == "every worker that linted it was lost"
    assert written(tmp_path, "dask") == written(tmp_path)


def test_a_repository_whose_child_dies_takes_no_worker_with_it(tmp_path: Path) -> None:
    names = ["acme/good", "acme/dies"]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD, f"{name.removeprefix('acme/')}.py": "x = 1\n"})
    started = tmp_path / "started"
    preload = (
        "import os\nfrom spanlint.sweep.processes import lint_process\n"
        f"open({str(started)!r}, 'a').write(f'{{os.getpid()}}\\n')\n"
        f"lint_process._BOUNDED = {with_faults(lint_process._BOUNDED)!r}\n"
    )
    processes = list[set[str]]()
    with cluster(tmp_path, preload) as file:
        for _ in range(3):
            assert on_cluster(tmp_path, file, names).returncode == 2
            lines = entries(tmp_path, "dask")
            assert lines["acme/dies"]["reason"] == "linting was ended by SIGKILL"
            assert lines["acme/good"]["status"] in ("done", "unchanged")
            processes.append(set(started.read_text().split()))
    assert processes[0] == processes[2], "a nanny starts another worker for one that is lost"
