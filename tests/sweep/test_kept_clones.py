"""The clones that a state keeps: what has not changed is not fetched again, and a broken clone costs no repository."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from spanlint.sweep.git.clones import GIT_FOLDER
from spanlint.sweep.git.git_commands import size_of
from spanlint.sweep.repositories import Repository
from spanlint.sweep.state import kept_clones
from spanlint.sweep.state.kept_clones import kept_clone
from tests.cli.program import PYTHON_BAD
from tests.discovery.repositories import git
from tests.sweep.repositories import CLEAN, commit, entries, repository, sweep, written

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(sys.platform == "win32", reason="a clone is kept where a file can be locked"),
]

NOISE = "".join(f"# {hash((number, 'x')) & 0xFFFFFFFF:x}\n" for number in range(2000))


def clones(folder: Path, kind: str = "clones") -> list[Path]:
    return sorted((folder / "out" / "state" / kind).glob(f"*/{GIT_FOLDER}"))


def objects(clone: Path) -> set[str]:
    listed = git(clone, "cat-file", "--batch-check=%(objectname)", "--batch-all-objects")
    return set(listed.split())


@pytest.fixture
def oven(tmp_path: Path) -> Path:
    files = {f"lib/{number}/{name}.py": f"{name} = {number}\n" for number in range(20) for name in "abcde"}
    folder = repository(tmp_path / "acme" / "oven", {**files, "app/a.py": PYTHON_BAD, "README": NOISE})
    git(folder, "config", "uploadpack.allowFilter", "true")
    return folder


def swept(folder: Path, oven: Path, *words: str) -> None:
    """A sweep over what `oven` serves, which has to find what one without any state does."""
    assert sweep(folder, "--quiet", oven.as_uri(), *words).code == 1
    assert sweep(folder, "--quiet", "--out", "control", "--no-state", oven.as_uri(), *words).code == 1
    assert written(folder) == written(folder, "control")


def test_a_change_brings_only_what_has_changed(tmp_path: Path, oven: Path) -> None:
    swept(tmp_path, oven)
    (clone,) = clones(tmp_path)
    first = objects(clone)
    commit(oven, {"lib/3/new.py": PYTHON_BAD.replace("checkout", "refund"), "README": "short\n"})
    swept(tmp_path, oven)
    names = ("HEAD", "HEAD^{tree}", "HEAD:lib", "HEAD:lib/3", "HEAD:lib/3/new.py")
    assert objects(clone) - first == {git(oven, "rev-parse", name).strip() for name in names}
    assert entries(tmp_path)["acme/oven"]["judged"] == 1


def test_a_tip_costs_its_sources_and_little_more(tmp_path: Path, oven: Path) -> None:
    commit(oven, {"film.bin": random.Random(1).randbytes(3_000_000).hex()})
    sources = sum(path.stat().st_size for path in oven.rglob("*.py"))
    swept(tmp_path, oven)
    (clone,) = clones(tmp_path)
    assert size_of(str(clone)) <= sources + 1_000_000


def broken_pack(clone: Path) -> None:
    for pack in (clone / "objects" / "pack").glob("*.pack"):
        pack.chmod(0o600)
        pack.write_bytes(pack.read_bytes()[:40] + bytes(pack.stat().st_size - 40))


def lost_packs(clone: Path) -> None:
    for path in (clone / "objects" / "pack").glob("*.idx"):
        path.unlink()


def left_lock(clone: Path) -> None:
    (clone / "shallow.lock").touch()


def broken_config(clone: Path) -> None:
    (clone / "config").write_text("[core\n")


@pytest.mark.parametrize("damage", [broken_pack, lost_packs, left_lock, broken_config])
def test_a_broken_clone_is_made_anew(tmp_path: Path, oven: Path, damage: Callable[[Path], None]) -> None:
    swept(tmp_path, oven)
    (clone,) = clones(tmp_path)
    damage(clone)
    commit(oven, {"app/b.py": PYTHON_BAD, "lib/3/a.py": CLEAN})
    swept(tmp_path, oven)
    assert entries(tmp_path)["acme/oven"]["status"] == "done"


def test_a_host_that_does_not_answer_costs_no_clone(tmp_path: Path, oven: Path) -> None:
    swept(tmp_path, oven)
    commit(oven, {"app/b.py": PYTHON_BAD})
    before = {clone: objects(clone) for clone in clones(tmp_path)}
    oven.rename(oven.with_name("away"))
    assert sweep(tmp_path, oven.as_uri()).code == 2
    assert {clone: objects(clone) for clone in clones(tmp_path)} == before


def test_a_clone_that_is_in_use_is_left_alone(tmp_path: Path, oven: Path) -> None:
    repository = Repository("acme/oven", oven.as_uri())
    with kept_clone(str(tmp_path / "out" / "state"), repository, has_history=False) as clone:
        assert clone is not None
        assert not clone.is_used
        swept(tmp_path, oven)
    assert clones(tmp_path) == []


def test_a_clone_of_many_fetches_or_that_nobody_uses_goes(
    tmp_path: Path, oven: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_clones, "_MAX_PACKS", 2)
    swept(tmp_path, oven)
    (clone,) = clones(tmp_path)
    for number in (2, 3):
        commit(oven, {"app/b.py": f"{PYTHON_BAD}x = {number}\n"})
        swept(tmp_path, oven)
    assert len(list((clone / "objects" / "pack").glob("*.pack"))) == 2
    os.utime(clone.parent / "lock", (1, 1))
    assert sweep(tmp_path, "--quiet", oven.as_uri()).code == 1  # unchanged: the clone is not touched
    assert clones(tmp_path) == []


def test_a_history_has_a_clone_of_its_own(tmp_path: Path, oven: Path) -> None:
    swept(tmp_path, oven)
    swept(tmp_path, oven, "--history")
    (clone,) = clones(tmp_path, "history-clones")
    first = objects(clone)
    commit(oven, {"app/b.py": PYTHON_BAD.replace("checkout", "refund")})
    swept(tmp_path, oven, "--history")
    names = ("HEAD", "HEAD^{tree}", "HEAD:app", "HEAD:app/b.py")
    assert objects(clone) - first == {git(oven, "rev-parse", name).strip() for name in names}
    assert len(clones(tmp_path)) == 1


@pytest.mark.parametrize(
    ("refused", "accepted"),
    [("uploadpackfilter.blob:none.allow", ["--filter=blob:limit=5000000"]), ("uploadpackfilter.allow", [])],
)
def test_a_server_that_refuses_a_filter_is_asked_for_another(
    tmp_path: Path, oven: Path, git_log: Path, refused: str, accepted: list[str]
) -> None:
    commit(oven, {"big.bin": "x" * 5_000_001, "big.py": f"#{'x' * 5_000_001}"})
    git(oven, "config", refused, "false")
    swept(tmp_path, oven)
    lines = [line for line in git_log.read_text().splitlines() if " fetch " in line and "spanlint/tip" in line]
    asked = [[word for word in line.split() if word.startswith("--filter")] for line in lines]
    assert accepted in asked
    reason = "big.py: skipped: 5000002 bytes, more than max-file-size (5000000)"
    assert entries(tmp_path)["acme/oven"]["reason"] == reason
