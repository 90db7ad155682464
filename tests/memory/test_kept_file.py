"""The file that a run leaves: whole or not at all, for one program, and not for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from spanlint.memory.kept_file import KEPT, KeptRun, cache_folder, read_kept, say_used, write_kept
from spanlint.memory.verdict import Verdict

RUN = KeptRun((Verdict("key", "answers", "[]", "outcome"),), {"look": 3, "other": None})
DAY = 86_400


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = str(tmp_path / "cache" / "run.json")
    assert read_kept(path, "program") == KeptRun()
    write_kept(path, "program", RUN)
    assert read_kept(path, "program") == RUN
    assert read_kept(path, "another program") == KeptRun()
    assert os.listdir(tmp_path / "cache") == ["run.json"]


def test_a_file_of_somebody_else_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "run.json")
    write_kept(path, "program", RUN)
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
    assert read_kept(path, "program") == KeptRun()


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "run.json")
    write_kept(path, "program", RUN)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    write_kept(path, "program", KeptRun())
    assert read_kept(path, "program") == RUN
    assert os.listdir(tmp_path) == ["run.json"]


def test_files_that_no_run_has_used_for_a_month_go_and_nobody_elses(tmp_path: Path) -> None:
    ages = {f"new{KEPT}": 1, f"used{KEPT}": 31, f"old{KEPT}": 31, f"a{KEPT}.7": 31, "data.json": 31}
    for name, age in ages.items():
        (tmp_path / name).write_text("{}")
        os.utime(tmp_path / name, (time.time() - age * DAY,) * 2)
    say_used(str(tmp_path / f"used{KEPT}"))
    say_used(str(tmp_path / "missing"))
    write_kept(str(tmp_path / f"run{KEPT}"), "program", RUN)
    assert sorted(os.listdir(tmp_path)) == ["data.json", *(f"{name}{KEPT}" for name in ("new", "run", "used"))]


def test_no_more_than_two_hundred_files_stay(tmp_path: Path) -> None:
    for number in range(210):
        for name in (f"{number}{KEPT}", f"{number}.json"):
            (tmp_path / name).write_text("{}")
            os.utime(tmp_path / name, (time.time() - number - 60,) * 2)
    write_kept(str(tmp_path / f"run{KEPT}"), "program", RUN)
    left = {name for name in os.listdir(tmp_path) if name.endswith(KEPT)}
    assert left == {f"run{KEPT}", *(f"{number}{KEPT}" for number in range(199))}
    assert len(os.listdir(tmp_path)) == 210 + len(left)


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"SPANLINT_CACHE_DIR": "/a/b", "XDG_CACHE_HOME": "/c"}, "/a/b"),
        ({"XDG_CACHE_HOME": "/c"}, "/c/spanlint"),
        ({"SPANLINT_CACHE_DIR": "", "XDG_CACHE_HOME": "c"}, "/home/user/.cache/spanlint"),
        ({}, "/home/user/.cache/spanlint"),
    ],
)
def test_the_folder(environ: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("HOME", "/home/user")
    assert cache_folder(environ) == folder


def test_a_user_without_a_home_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert cache_folder({}) is None
