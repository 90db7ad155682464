"""Sweeps on a real Dask cluster, on this machine: the same results, and what happens when parts of it are lost."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from spanlint.sweep.jobs.dask_engine import _address, versions
from spanlint.sweep.options import SweepRequest
from tests.cli.program import PYTHON_BAD, run_spanlint
from tests.sweep.repositories import CLEAN, entries, repository, written
from tests.waiting import HANGS_AFTER, wait_until

pytestmark = [pytest.mark.program, pytest.mark.filterwarnings("default")]


def repositories(folder: Path, count: int) -> list[str]:
    """So many repositories, every second with a finding."""
    names = [f"acme/{number}" for number in range(count)]
    for number, name in enumerate(names):
        repository(folder / name, {"a.py": PYTHON_BAD if number % 2 else CLEAN})
    return names


@contextmanager
def programs(folder: Path, workers: int, *tls: str) -> Iterator[tuple[Path, list[subprocess.Popen[bytes]]]]:
    """The programs `dask scheduler` and `dask worker`, and the scheduler's file. The scheduler is the first of them."""
    file = folder / "scheduler.json"
    dask = [sys.executable, "-m", "dask"]
    started: list[subprocess.Popen[bytes]] = []

    def start(*words: str) -> None:
        started.append(
            subprocess.Popen(
                [*dask, *words],
                cwd=folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )

    try:
        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file), *tls)
        wait_until(file.exists)
        for _ in range(workers):
            start("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--no-nanny", *tls)
        yield file, started
    finally:
        for process in started:
            process.kill()
            process.wait(HANGS_AFTER)


def command(out: str, *words: str) -> list[str]:
    """A sweep as a program."""
    return [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--out", out, *words]


def has_lines(journal: Path, count: int, sweep: subprocess.Popen[Any]) -> bool:
    """Whether a journal has so many lines. Fails if the sweep ends before."""
    found = journal.exists() and journal.read_bytes().count(b"\n") >= count
    assert found or sweep.poll() is None, "the sweep has ended"
    return found


def test_a_cluster_of_this_machine_finds_what_one_process_does(tmp_path: Path) -> None:
    names = repositories(tmp_path, 14)  # more than the jobs that two workers are handed out at first
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "out", "-j", "1", *names).code == 1
    done = subprocess.run(
        command("dask", "--engine", "dask", "-j", "2", *names), cwd=tmp_path, capture_output=True, timeout=HANGS_AFTER
    )
    assert done.returncode == 1, done.stderr.decode()
    assert written(tmp_path, "dask") == written(tmp_path)
    assert set(entries(tmp_path, "dask")) == set(names)
    assert json.loads((tmp_path / "dask" / "run.json").read_text())["engine"] == "dask"
    assert {line["worker"].partition("/")[0] for line in entries(tmp_path, "dask").values()} == {"tcp:"}
    assert done.stdout.decode() == (tmp_path / "out" / "summary.txt").read_text()


def test_a_cluster_of_this_machine_starts_no_process_and_listens_to_nobody_else() -> None:
    script = (
        "import psutil\nfrom spanlint.sweep.jobs.dask_engine import cluster\n"
        "from spanlint.sweep.options import SweepRequest\n"
        "with cluster(SweepRequest(engine='dask', jobs=2)) as client:\n"
        "    sockets = [one for one in psutil.Process().net_connections() if one.status == psutil.CONN_LISTEN]\n"
        "    print(sum(client.nthreads().values()), psutil.Process().children(), {one.laddr.ip for one in sockets})\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=HANGS_AFTER, text=True)
    assert (done.stdout, done.stderr) == ("2 [] {'127.0.0.1'}\n", "")


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no such signal")
def test_an_interrupted_cluster_of_this_machine_ends_at_once(tmp_path: Path) -> None:
    repository(tmp_path / "oven", {"a.py": PYTHON_BAD})
    (tmp_path / "repositories.txt").write_text("".join(f"oven name=acme/{number}\n" for number in range(1000)))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        command("dask", "--engine", "dask", "-j", "2", "repositories.txt"), cwd=tmp_path, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    wait_until(lambda: len(list((tmp_path / "dask").glob("findings/acme/*"))) >= 2)
    process.send_signal(signal.SIGINT)
    assert process.wait(HANGS_AFTER) == 130
    assert [path.name for path in scratch.iterdir() if path.name.startswith("spanlint-")] == []


def begun(log: Path) -> Counter[str]:
    """How often each repository has been asked for its commit, with which its job begins."""
    asked = (line.partition(" cat-file --batch-check=%(objectname)") for line in log.read_text().splitlines())
    return Counter(Path(before.split()[-1]).parent.name for before, sign, _ in asked if sign)


def test_lost_workers_cost_no_repository(tmp_path: Path, git_log: Path) -> None:
    names = repositories(tmp_path, 12)
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "out", *names).code == 1
    git_log.write_text("")
    finished = Counter[str]()
    with programs(tmp_path, 3) as (file, started):
        sweep = subprocess.Popen(
            command("dask", "--engine", "dask", "--scheduler", str(file), *names),
            cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        journal = tmp_path / "dask" / "repos.jsonl"
        for count, worker in ((3, started[1]), (7, started[2])):
            wait_until(partial(has_lines, journal, count, sweep))
            worker.kill()
            ended = [name.rpartition("/")[2] for name in done_in(journal)]
            counts = begun(git_log)
            finished |= Counter({name: counts[name] for name in ended})
        assert sweep.wait(HANGS_AFTER) == 1
    assert written(tmp_path, "dask") == written(tmp_path)
    assert sorted(done_in(journal)) == sorted(names)
    assert len(finished) >= 6
    assert {name: begun(git_log)[name] for name in finished} == dict(finished), "what has its line runs no more"


def done_in(journal: Path) -> list[str]:
    """The repositories that have their line in a journal, which may be written right now."""
    lines = journal.read_bytes().splitlines(keepends=True)[1:]
    return [json.loads(line)["name"] for line in lines if line.endswith(b"\n")]


def test_a_lost_scheduler_ends_the_sweep_which_goes_on_later(tmp_path: Path) -> None:
    names = repositories(tmp_path, 8)
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "out", *names).code == 1
    with programs(tmp_path, 1) as (file, started):
        sweep = subprocess.Popen(
            command("dask", "--engine", "dask", "--scheduler", str(file), *names),
            cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        journal = tmp_path / "dask" / "repos.jsonl"
        wait_until(partial(has_lines, journal, 3, sweep))
        started[0].send_signal(signal.SIGKILL)
        _, err = sweep.communicate(timeout=HANGS_AFTER)
    assert sweep.returncode == 2
    assert "--resume" in err
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "dask", "--resume", *names).code == 1
    assert written(tmp_path, "dask") == written(tmp_path)
    assert set(entries(tmp_path, "dask")) == set(names)


def test_workers_of_another_version_are_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "sitecustomize.py").write_text("import spanlint.version as v\nv.__version__ = '0.0.0'\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "other"))
    with programs(tmp_path, 1) as (file, _):
        monkeypatch.delenv("PYTHONPATH")
        words = command("dask", "--engine", "dask", "--scheduler", str(file), "acme/oven")
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=HANGS_AFTER)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    here, _, there = done.stderr.partition(" here: tcp://127.0.0.1:")
    assert here.startswith(f"spanlint: --scheduler: workers of other versions than {versions()}")
    assert "spanlint 0.0.0, Python " in there
    assert list((tmp_path / "dask").iterdir()) == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_a_scheduler_is_reached_by_tls_with_its_certificates_alone(tmp_path: Path) -> None:
    make = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "me.key", "-out", "me.pem", "-days", "2"]
    make += ["-subj", "/CN=me", "-addext"]
    subprocess.run(["openssl", *make, "subjectAltName=IP:127.0.0.1"], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "other.key").write_text("no key\n")
    names = repositories(tmp_path, 2)
    tls = ("--protocol", "tls", "--tls-ca-file", "me.pem", "--tls-cert", "me.pem", "--tls-key", "me.key")
    with programs(tmp_path, 1, *tls) as (file, _):
        address = json.loads(file.read_text())["address"]

        def swept(*words: str) -> tuple[int, str]:
            dask = ("--engine", "dask", "--scheduler", address, *words)
            done = subprocess.run(
                command("dask", *dask, *names), cwd=tmp_path, capture_output=True, text=True, timeout=HANGS_AFTER
            )
            return done.returncode, done.stderr

        keys = ("--tls-ca", "me.pem", "--tls-cert", "me.pem", "--tls-key")
        assert swept() == (2, "spanlint: --scheduler: tls:// needs --tls-ca, --tls-cert and --tls-key\n")
        assert swept(*keys, "lost.key") == (2, "spanlint: --tls-key: lost.key: no such file\n")
        code, said = swept(*keys, "other.key")
        assert (code, said.count("\n"), said.startswith("spanlint: --tls-ca, --tls-cert, --tls-key: ")) == (2, 1, True)
        assert swept(*keys, "me.key")[0] == 1
    assert {line["worker"].partition("/")[0] for line in entries(tmp_path, "dask").values()} == {"tls:"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scheduler", "tcp://10.0.0.1:8786"], "whoever reaches it can run programs on the workers"),
        (["--scheduler", "10.0.0.1:8786"], "expected tcp://HOST:PORT, tls://HOST:PORT or a scheduler file"),
        (["--scheduler", "list.json"], "list.json is no scheduler file of Dask"),
    ],
)
def test_a_scheduler_that_is_not_to_be_trusted_is_refused(tmp_path: Path, words: list[str], said: str) -> None:
    repository(tmp_path / "acme" / "oven")
    (tmp_path / "list.json").write_text("[]")
    run = run_spanlint(tmp_path, "sweep", "--engine", "dask", "acme/oven", *words)
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert said in run.err
    assert "needs `--engine dask`" in run_spanlint(tmp_path, "sweep", "acme/oven", *words).err


def test_loopback_tls_and_what_the_user_allows_are_taken() -> None:
    for address in ("tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786", "tls://10.0.0.1:8786"):
        assert _address(SweepRequest(scheduler=address)) == address
    assert _address(SweepRequest(scheduler="tcp://10.0.0.1:8786", insecure_scheduler=True)) == "tcp://10.0.0.1:8786"


def test_without_dask_one_line_says_what_to_install(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "oven")
    hidden = "import sys; sys.modules['distributed'] = None\nfrom importlib import util\nreal = util.find_spec\n"
    hidden += "util.find_spec = lambda name, *rest: None if name == 'distributed' else real(name, *rest)\n"
    hidden += "from spanlint.cli.main import main\nsys.exit(main(sys.argv[1:]))\n"
    words = ["sweep", "--engine", "dask", "acme/oven"]
    done = subprocess.run(
        [sys.executable, "-c", hidden, *words], cwd=tmp_path, capture_output=True, text=True, timeout=HANGS_AFTER
    )
    assert done.returncode == 2
    assert done.stderr == (
        "spanlint: --engine dask: needs more packages: install them with `pip install 'spanlint[sweep]'`\n"
    )
