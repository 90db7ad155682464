"""A second sweep, and one that goes on where another was ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, run_spanlint
from tests.sweep.repositories import CLEAN, commit, entries, repository, sweep, written
from tests.waiting import HANGS_AFTER, wait_until

pytestmark = pytest.mark.program


def states(folder: Path) -> dict[str, str]:
    return {name: line["status"] for name, line in entries(folder).items()}


def test_what_has_not_changed_is_not_linted_again(tmp_path: Path) -> None:
    one, two = repository(tmp_path / "acme" / "one"), repository(tmp_path / "acme" / "two")
    assert sweep(tmp_path, str(one), str(two)).code == 1
    first = written(tmp_path)
    assert sweep(tmp_path, str(one), str(two)).code == 1
    assert states(tmp_path) == {"acme/one": "unchanged", "acme/two": "unchanged"}
    assert written(tmp_path) == first
    commit(two, {"app/a.py": CLEAN})
    assert sweep(tmp_path, str(one), str(two)).code == 1
    assert states(tmp_path) == {"acme/one": "unchanged", "acme/two": "done"}
    assert list(written(tmp_path)) == ["acme/one.jsonl"]


def test_an_unchanged_local_repository_costs_one_git(tmp_path: Path, git_log: Path) -> None:
    started = list[int]()
    for count in (1, 4):
        folders = [str(repository(tmp_path / f"acme{count}" / str(number))) for number in range(count)]
        sweep(tmp_path, *folders)
        git_log.write_text("")
        sweep(tmp_path, *folders)
        assert set(states(tmp_path).values()) == {"unchanged"}
        started.append(len(git_log.read_text().splitlines()))
    assert started == [1, 4]


def test_the_largest_begin_and_those_that_nobody_knows(tmp_path: Path) -> None:
    files = {"small": 1, "large": 5, "middle": 3, "new": 1}
    for name, count in files.items():
        repository(tmp_path / "acme" / name, {f"{number}.py": CLEAN for number in range(count)})
    words = ("sweep", "--out", "out", "-j", "1")
    run_spanlint(tmp_path, *words, *(f"acme/{name}" for name in files if name != "new"))
    run = run_spanlint(tmp_path, *words, *(f"acme/{name}" for name in files))
    said = [line.split("acme/")[1].split(":")[0] for line in run.err.splitlines() if line.startswith("[")]
    assert said == ["new", "large", "middle", "small"]
    assert {line["worker"] for line in entries(tmp_path).values()} == {"local"}


def test_a_folder_in_a_repository_is_none(tmp_path: Path) -> None:
    one = repository(tmp_path / "acme" / "one")
    assert sweep(tmp_path, str(one / "app"), f"{one}").code == 2
    assert states(tmp_path) == {"acme/one": "done", "one/app": "failed"}
    assert "not a git repository" in entries(tmp_path)["one/app"]["reason"]


def test_other_options_or_a_lost_file_of_findings_lint_again(tmp_path: Path) -> None:
    one = repository(tmp_path / "acme" / "one")
    assert sweep(tmp_path, str(one)).code == 1
    assert sweep(tmp_path, str(one), "--extend-select", "SPN107").code == 1
    assert states(tmp_path) == {"acme/one": "done"}
    path = tmp_path / "out" / "findings" / "acme" / "one.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert sweep(tmp_path, str(one), "--extend-select", "SPN107").code == 1
    assert states(tmp_path) == {"acme/one": "done"}
    assert path.read_bytes() == whole


def test_a_repository_that_is_no_longer_named_leaves_its_findings_behind(tmp_path: Path) -> None:
    one, two = repository(tmp_path / "acme" / "one"), repository(tmp_path / "acme" / "two")
    sweep(tmp_path, str(one), str(two))
    sweep(tmp_path, str(one))
    assert list(written(tmp_path)) == ["acme/one.jsonl"]


def test_a_killed_sweep_goes_on(tmp_path: Path) -> None:
    names = [f"acme/{number}" for number in range(8)]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD})
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "whole", *names).code == 1
    command = [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--out", "out", "-j", "1", *names]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = tmp_path / "out" / "repos.jsonl"
    wait_until(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 3)
    process.kill()
    process.wait(HANGS_AFTER)
    done = journal.read_bytes().split(b"\n")[:-1]
    with journal.open("ab") as file:
        file.write(b'{"name": "acme/9", "sta')  # as a kill in the middle of a line leaves it
    assert not (tmp_path / "out" / "run.json").exists()
    run = sweep(tmp_path, *names, "--resume")
    assert run.code == 1
    assert written(tmp_path) == written(tmp_path, "whole")
    assert set(entries(tmp_path)) == set(names)
    kept = journal.read_bytes().split(b"\n")
    assert all(line in kept for line in done)


def test_resuming_with_other_options_is_refused(tmp_path: Path) -> None:
    one = repository(tmp_path / "acme" / "one")
    sweep(tmp_path, str(one))
    run = sweep(tmp_path, str(one), "--resume", "--ignore", "SPN001")
    assert run.code == 2
    assert "--resume: the sweep in --out had other options" in run.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal for a process of another group")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_a_sweep_that_a_signal_ends_leaves_no_process_behind(tmp_path: Path, number: signal.Signals, code: int) -> None:
    repository(tmp_path / "oven", {"a.py": PYTHON_BAD})
    lines = (f"oven name=acme/{number}\n" for number in range(1000))  # more than are done before the signal arrives
    (tmp_path / "repositories.txt").write_text("".join(lines))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--out", "out", "-j", "2", "repositories.txt"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    journal = tmp_path / "out" / "repos.jsonl"
    wait_until(lambda: journal.exists() and journal.read_bytes().count(b"\n") >= 2)
    process.send_signal(number)
    assert process.wait(HANGS_AFTER) == code
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "out" / "run.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the git in front of git is a shell script")
def test_a_sweep_may_be_killed_at_any_moment(tmp_path: Path) -> None:
    """The moments are numbers of git commands: they spread over all that a sweep does."""
    names = [f"acme/{number}" for number in range(4)]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD, "b.py": CLEAN})
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--quiet", "--no-state", "--out", "whole", *names).code == 1
    log = tmp_path / "git.log"
    (tmp_path / "bin").mkdir()
    program, real = tmp_path / "bin" / "git", subprocess.check_output(["sh", "-c", "command -v git"], text=True).strip()
    program.write_text(f'#!/bin/sh\necho >> "{log}"\nexec "{real}" "$@"\n')
    program.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--quiet", "--out", "out", "-j", "2", *names]
    for moment in (1, 3, 6, 10, 15, 21):
        log.write_bytes(b"")
        process = subprocess.Popen(
            [*command, "--resume"], cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(lambda: process.poll() is not None or log.read_bytes().count(b"\n") >= moment)  # noqa: B023
        process.kill()
        process.wait(HANGS_AFTER)
        for name, data in written(tmp_path).items():
            assert data == written(tmp_path, "whole")[name], f"{name}, killed at {moment}"
    run = sweep(tmp_path, *names, "--resume", "--quiet")
    assert (run.code, run.err) == (1, "")
    assert written(tmp_path) == written(tmp_path, "whole")
    assert set(entries(tmp_path)) == set(names)


def broken_and_good(folder: Path) -> tuple[Path, Path]:
    """Two repositories, of which one cannot be linted, and a sweep over them."""
    one, two = repository(folder / "acme" / "one"), folder / "acme" / "two"
    two.mkdir()
    assert sweep(folder, str(one), str(two)).code == 2
    assert states(folder) == {"acme/one": "done", "acme/two": "failed"}
    return one, two


def test_trying_again_what_failed_keeps_all_else(tmp_path: Path) -> None:
    _, two = broken_and_good(tmp_path)
    first = written(tmp_path)
    assert sweep(tmp_path, "out/failed.txt").code == 2
    assert (states(tmp_path), written(tmp_path)) == ({"acme/one": "done", "acme/two": "failed"}, first)
    two.rmdir()
    repository(two)
    run = sweep(tmp_path, "out/failed.txt")
    assert run.code == 1
    assert run.out.endswith("2 findings in 2 repositories (2 linted): 2 SPN001\n")
    assert list(written(tmp_path)) == ["acme/one.jsonl", "acme/two.jsonl"]
    assert first.items() <= written(tmp_path).items()
    assert (tmp_path / "out" / "failed.txt").read_text() == ""
    assert (tmp_path / "out" / "repos.jsonl").read_bytes().count(b"\n") == 3, "one line for each"
    assert len((tmp_path / "out" / "trend.jsonl").read_text().splitlines()) == 1, "the same sweep"


def test_what_is_taken_out_of_the_list_of_failures_stays_failed(tmp_path: Path) -> None:
    names = ["acme/one", "acme/three", "acme/two"]
    repository(tmp_path / names[0])
    for name in names[1:]:
        (tmp_path / name).mkdir()
    sweep(tmp_path, *names)
    for name in names[1:]:
        (tmp_path / name).rmdir()
        repository(tmp_path / name)
    path = tmp_path / "out" / "failed.txt"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if "acme/three" not in line))
    run = sweep(tmp_path, "out/failed.txt")
    assert run.code == 2
    assert states(tmp_path) == {"acme/one": "done", "acme/three": "failed", "acme/two": "done"}
    assert "name=acme/three" in path.read_text()


def test_what_failed_is_tried_again_with_the_same_options_only(tmp_path: Path) -> None:
    broken_and_good(tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    run = sweep(tmp_path, "out/failed.txt", "--ignore", "SPN001")
    assert (run.code, run.out) == (2, "")
    assert run.err.startswith("spanlint: failed.txt: the sweep in --out had other options")
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "new", "out/failed.txt").code == 2
    assert list(entries(tmp_path, "new")) == ["acme/two"], "in another folder, it is a list as any other"


def test_a_retry_that_is_killed_forgets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, two = broken_and_good(tmp_path)
    first = written(tmp_path)
    two.rmdir()
    repository(two)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("spanlint.sweep.run.record", killed)
    assert sweep(tmp_path, "out/failed.txt").code == 130
    monkeypatch.undo()
    assert states(tmp_path) == {"acme/one": "done", "acme/two": "failed"}
    assert written(tmp_path) == first
    assert sweep(tmp_path, "out/failed.txt").code == 1
    assert states(tmp_path) == {"acme/one": "done", "acme/two": "done"}


def test_a_new_sweep_forgets_what_failed_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the list of an older sweep would stand for all of one that was interrupted."""
    one, two = broken_and_good(tmp_path)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("spanlint.sweep.run.record", killed)
    assert sweep(tmp_path, str(one), str(two)).code == 130
    assert not (tmp_path / "out" / "failed.txt").exists()


def test_the_list_of_failures_can_be_read_whatever_the_names_are(tmp_path: Path) -> None:
    folder = tmp_path / "acme" / "my oven #1"
    folder.mkdir(parents=True)
    list_file = tmp_path / "list.jsonl"
    list_file.write_text(json.dumps({"url": str(folder), "name": "acme/oven", "owner": "@acme/bakers and ovens"}))
    assert sweep(tmp_path, "list.jsonl").code == 2
    folder.rmdir()
    repository(folder)
    assert sweep(tmp_path, "out/failed.txt").code == 1
    assert entries(tmp_path)["acme/oven"]["owners"] == {"@acme/bakers and ovens": 1}


def test_a_configuration_that_the_shared_one_extends_lints_again(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "one")
    words = ("sweep", "--out", "out", "--config", "all.toml", "acme/one")
    (tmp_path / "all.toml").write_text('extend = "base.toml"\n')
    (tmp_path / "base.toml").write_text("")
    assert run_spanlint(tmp_path, *words).code == 1
    (tmp_path / "base.toml").write_text('ignore = ["SPN001"]\n')
    assert run_spanlint(tmp_path, *words).code == 0
    assert states(tmp_path) == {"acme/one": "done"}
    assert run_spanlint(tmp_path, *words).code == 0
    assert states(tmp_path) == {"acme/one": "unchanged"}


def test_another_program_lints_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path / "acme" / "one")
    sweep(tmp_path, "acme/one")
    monkeypatch.setattr("spanlint.sweep.run.program_digest", lambda: "another")
    run = sweep(tmp_path, "acme/one", "--resume")
    assert (run.code, "was of another version of spanlint" in run.err) == (2, True)
    assert sweep(tmp_path, "acme/one").code == 1
    assert states(tmp_path) == {"acme/one": "done"}


def test_a_cluster_that_cannot_be_used_leaves_the_last_sweep_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path / "acme" / "one")
    sweep(tmp_path, "acme/one")
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert sweep(tmp_path, "acme/one", "--engine", "dask", "--scheduler", "nowhere").code == 2
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


@pytest.mark.skipif(sys.platform == "win32", reason="no folder can be locked")
def test_a_folder_is_that_of_one_sweep_at_a_time(tmp_path: Path) -> None:
    from fcntl import LOCK_EX, flock

    repository(tmp_path / "acme" / "oven")
    assert sweep(tmp_path, "acme/oven").code == 1
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    lock = os.open(tmp_path / "out", os.O_RDONLY)
    try:
        flock(lock, LOCK_EX)
        for words in (["acme/oven"], ["--resume", "acme/oven"], ["--merge", "part"]):
            run = sweep(tmp_path, *words)
            assert (run.code, run.err) == (2, "spanlint: --out: another sweep writes into out\n")
    finally:
        os.close(lock)
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before
    assert sweep(tmp_path, "acme/oven").code == 1
