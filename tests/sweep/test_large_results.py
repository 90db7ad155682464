"""Large results on a real Dask cluster: files in the folder of the sweep for workers that share it, else sent."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spanlint.sweep.jobs import dask_engine
from spanlint.sweep.jobs.large_results import (
    FOLDER,
    LARGE,
    LargeResult,
    LostResultError,
    SharedFolder,
    put,
    shared_folder,
    take,
)
from spanlint.sweep.options import SweepRequest
from spanlint.sweep.repositories import Repository
from spanlint.sweep.results import DONE, Job, JobSettings, Result
from tests.cli.program import run_spanlint
from tests.sweep.repositories import entries, repository, written
from tests.sweep.test_cluster import command, has_lines, programs
from tests.waiting import HANGS_AFTER, wait_until

pytestmark = [pytest.mark.program, pytest.mark.filterwarnings("default")]

SPANS = 150  # in each of four files, with two findings each
MANY_BAD = "from opentelemetry import trace\n\ntracer = trace.get_tracer(__name__)\n" + "".join(
    f"\n\ndef bake{number}():\n    span = tracer.start_span('bake')\n    print(span)\n" for number in range(SPANS)
)
LARGE_ONE = Result(Repository("acme/oven", "/oven"), DONE, findings=({"message": "x" * LARGE},))
SMALL_ONE = LARGE_ONE._replace(findings=({"message": "x"},))
BLIND = """\
import builtins
real = builtins.open
def blind(path, *words, **named):
    if isinstance(path, str) and path.startswith({folder!r}):
        raise FileNotFoundError(2, "No such file or directory", path)
    return real(path, *words, **named)
builtins.open = blind
"""


@pytest.fixture
def large(tmp_path: Path) -> list[str]:
    """Three repositories, of which one has so many findings that its result is large."""
    repository(tmp_path / "acme" / "bakery", {f"{name}.py": MANY_BAD for name in "abcd"})
    repository(tmp_path / "acme" / "oven")
    repository(tmp_path / "acme" / "shop", {"a.py": "x = 1\n"})
    return ["acme/bakery", "acme/oven", "acme/shop"]


def make_blind(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that are started from now on do not see what is in a folder."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "sitecustomize.py").write_text(BLIND.format(folder=str(folder)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "other"))


def names_in(folder: Path) -> list[str]:
    """The names of what is in a folder, in their order."""
    return sorted(path.name for path in folder.iterdir())


def job_of(folder: Path, name: str) -> Job:
    """The job of a repository in a folder."""
    return Job(Repository(name, str(folder / name)), JobSettings(lint_options=("--isolated",), retries=0))


def sent(scheduler: Path, jobs: list[Job], folder: SharedFolder) -> Iterator[Any]:
    """What a worker of a cluster sends for each of the jobs."""
    with dask_engine.cluster(SweepRequest(scheduler=str(scheduler))) as client:
        for job in jobs:
            yield client.submit(dask_engine.run_on_worker, job, folder).result()


def test_a_worker_that_shares_the_folder_sends_a_name_for_a_large_result(tmp_path: Path, large: list[str]) -> None:
    with programs(tmp_path, 1) as (scheduler, _), shared_folder(str(tmp_path)) as folder:
        found = list(sent(scheduler, [job_of(tmp_path, name) for name in large], folder))
        assert [type(one) for one in found] == [LargeResult, Result, Result]
        assert (tmp_path / FOLDER / found[0].name).stat().st_size > LARGE
        result = take(found[0], folder)
        assert (result.repository.name, result.status, len(result.findings)) == ("acme/bakery", DONE, 8 * SPANS)
        assert len(list((tmp_path / FOLDER).iterdir())) == 1, "what is taken is removed"
    assert not (tmp_path / FOLDER).exists()


def test_a_worker_that_does_not_share_the_folder_sends_a_large_result(
    tmp_path: Path, large: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_blind(tmp_path, tmp_path / FOLDER, monkeypatch)
    with programs(tmp_path, 1) as (scheduler, _), shared_folder(str(tmp_path)) as folder:
        monkeypatch.delenv("PYTHONPATH")
        (found,) = sent(scheduler, [job_of(tmp_path, large[0])], folder)
        assert (type(found), len(found.findings)) == (Result, 8 * SPANS)
        assert len(pickle.dumps(found)) > LARGE
        assert len(list((tmp_path / FOLDER).iterdir())) == 1


def test_large_results_make_the_files_of_a_local_sweep(
    tmp_path: Path, large: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "out", *large).code == 1
    make_blind(tmp_path, tmp_path / "blind" / FOLDER, monkeypatch)
    with programs(tmp_path, 2) as (file, _):
        monkeypatch.delenv("PYTHONPATH")
        for out, words in (
            ("blind", ["--scheduler", str(file)]),
            ("here", ["-j", "2"]),
            ("dask", ["--scheduler", str(file)]),
        ):
            words = command(out, "--engine", "dask", *words, *large)
            done = subprocess.run(words, cwd=tmp_path, capture_output=True, timeout=HANGS_AFTER, text=True)
            assert (done.returncode, done.stdout) == (1, (tmp_path / "out" / "summary.txt").read_text()), done.stderr
            assert written(tmp_path, out) == written(tmp_path)
            assert names_in(tmp_path / out) == names_in(tmp_path / "out")
    assert len(written(tmp_path)["acme/bakery.jsonl"]) > LARGE


def test_what_a_killed_sweep_leaves_of_large_results_goes_with_the_next(tmp_path: Path) -> None:
    names = [str(repository(tmp_path / "acme" / str(number))) for number in range(8)]
    with programs(tmp_path, 1) as (file, _):
        words = command("dask", "--engine", "dask", "--scheduler", str(file), *names)
        sweep = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: has_lines(tmp_path / "dask" / "repos.jsonl", 2, sweep))
        sweep.kill()
        sweep.wait(HANGS_AFTER)
        (tmp_path / "dask" / FOLDER / "left").write_bytes(b"half of one")
        done = subprocess.run([*words, "--resume"], cwd=tmp_path, capture_output=True, timeout=HANGS_AFTER, text=True)
    assert done.returncode == 1, done.stderr
    assert not (tmp_path / "dask" / FOLDER).exists()
    assert len(entries(tmp_path, "dask")) == len(names)


def test_a_large_result_is_sent_where_nothing_can_be_written(tmp_path: Path) -> None:
    with shared_folder(str(tmp_path)) as folder:
        assert put(SMALL_ONE, folder) is SMALL_ONE
        assert put(LARGE_ONE, folder._replace(text="of another folder")) is LARGE_ONE
        script = "import resource, sys\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        script += "import signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        script += "from spanlint.sweep.jobs.large_results import SharedFolder, put\n"
        script += "from tests.sweep.test_large_results import LARGE_ONE\n"
        script += "print(put(LARGE_ONE, SharedFolder(*sys.argv[1:])) is LARGE_ONE)\n"
        done = subprocess.run(
            [sys.executable, "-c", script, *folder], cwd=Path(__file__).parents[2], capture_output=True, text=True,
            timeout=HANGS_AFTER,
        )  # fmt: skip
        assert (done.stdout, done.stderr) == ("True\n", "")
        assert os.listdir(folder.path) == ["shared"]


def test_bytes_that_no_worker_has_written_are_not_unpickled(tmp_path: Path) -> None:
    with shared_folder(str(tmp_path)) as folder:
        large = put(LARGE_ONE, folder)
        assert isinstance(large, LargeResult)
        path = Path(folder.path, large.name)
        path.write_bytes(path.read_bytes() + b"x")
        with pytest.raises(LostResultError, match="is not what a worker has written"):
            take(large, folder)
        with pytest.raises(LostResultError, match="cannot be read: No such file or directory"):
            take(large, folder)
