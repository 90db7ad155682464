"""The folders in memory that trees are laid down in, and what becomes of those of sweeps that were killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from spanlint.sweep.processes import scratch
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no folder in memory")


def folders(top: Path) -> list[str]:
    return sorted(path.name for path in top.iterdir())


def test_only_what_nobody_uses_any_more_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "_IN_MEMORY", str(tmp_path))
    monkeypatch.setattr(scratch, "_RESERVE", 0)
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    for name in (f"{scratch.PREFIX}dead", "another"):
        (tmp_path / name / "tree").mkdir(parents=True)
        (tmp_path / name / scratch._LOCK).touch()
    (tmp_path / f"{scratch.PREFIX}young").mkdir()
    (tmp_path / f"{scratch.PREFIX}ended").mkdir()
    with scratch.scratch_folder(1) as folder:
        assert Path(folder).parent == tmp_path
        for path in tmp_path.iterdir():
            if not path.name.endswith("young"):
                os.utime(path, (1, 1))
        scratch.remove_left_behind()
        kept = folders(tmp_path)
        assert kept == sorted(["another", Path(folder).name, f"{scratch.PREFIX}young"])
    assert folders(tmp_path) == ["another", f"{scratch.PREFIX}young"]


KILLED = """
import os, shutil, sys
from spanlint.sweep.processes import scratch
with scratch.own_folder(sys.argv[1]) as folder:
    os.makedirs(os.path.join(folder, "tree", "app"))
    shutil.rmtree = lambda *_, **__: os._exit(9)
"""


@pytest.mark.program
def test_who_is_killed_while_a_folder_is_removed_leaves_its_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "_IN_MEMORY", str(tmp_path))
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], timeout=HANGS_AFTER, check=False)
    assert done.returncode == 9
    (folder,) = tmp_path.iterdir()
    assert folders(folder) == [scratch._LOCK, "tree"]
    os.utime(folder, (1, 1))
    scratch.remove_left_behind()
    assert folders(tmp_path) == []


def test_a_tree_that_has_no_room_in_memory_lies_where_temporary_files_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "_IN_MEMORY", str(tmp_path))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(scratch, "_RESERVE", 0)
    for size, files in ((1 << 60, 1), (1, 1 << 60)):
        with scratch.scratch_folder(size, files) as folder:
            assert Path(folder).parent != tmp_path
    assert scratch._parent(1, 1) == str(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "own"))
    assert scratch._parent(1, 1) is None
