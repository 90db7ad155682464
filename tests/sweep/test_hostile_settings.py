"""Settings that a hostile repository brings: each is first shown to run a program in plain git."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from spanlint.sweep.processes.scratch import PREFIX
from tests.cli.program import PYTHON_BAD, run_spanlint
from tests.discovery.repositories import git, program
from tests.sweep.repositories import CLEAN, commit, entries, findings, repository, sweep

pytestmark = pytest.mark.program


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "marker"


@pytest.fixture
def trap(tmp_path: Path, marker: Path) -> Iterator[Path]:
    """A program that leaves the marker behind. A sweep must never have run it."""
    yield program(tmp_path / "trap", marker)
    assert not marker.exists()


def snaps(marker: Path, folder: Path, *arguments: str) -> bool:
    """Whether a trap runs under plain git in a folder."""
    subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    ran = marker.exists()
    marker.unlink(missing_ok=True)
    return ran


def test_the_repository_that_a_sweep_is_started_in_has_no_say(
    tmp_path: Path, trap: Path, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = repository(tmp_path / "here")
    git(here, "config", "core.sshCommand", str(trap))
    address = "ssh://git@localhost:1/acme/oven"
    assert snaps(marker, here, "ls-remote", address)
    monkeypatch.setenv("GIT_SSH_COMMAND", "false")
    run = run_spanlint(here, "sweep", "--out", str(tmp_path / "out"), "--isolated", address)
    assert run.code == 2
    assert entries(tmp_path)["acme/oven"]["status"] == "failed"


def test_an_address_is_not_rewritten_by_the_folder_that_a_sweep_is_started_in(tmp_path: Path, marker: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    other = repository(tmp_path / "other", {"evil.py": PYTHON_BAD})
    here = repository(tmp_path / "here")
    git(here, "config", f"url.{other.as_uri()}.insteadOf", folder.as_uri())
    assert git(here, "ls-remote", folder.as_uri(), "HEAD").split()[0] == git(other, "rev-parse", "HEAD").strip()
    run_spanlint(here, "sweep", "--out", str(tmp_path / "out"), "--isolated", folder.as_uri())
    assert [one["path"] for one in findings(tmp_path, "acme/oven")] == ["a.py"]


def test_a_filter_of_the_user_is_not_run_because_a_repository_asks_for_it(
    tmp_path: Path, trap: Path, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, ".gitattributes": "*.py filter=lfs\n"})
    home = tmp_path / "home"
    home.mkdir()
    settings = f"[filter \"lfs\"]\n\tsmudge = '{trap}'\n\tclean = '{trap}'\n[safe]\n\tdirectory = *\n"
    (home / ".gitconfig").write_text(settings)
    monkeypatch.setenv("HOME", str(home))
    assert snaps(marker, tmp_path, "clone", folder.as_uri(), "clone")
    assert sweep(tmp_path, folder.as_uri()).code == 1
    assert [one["path"] for one in findings(tmp_path, "acme/oven")] == ["a.py"]


def test_a_submodule_is_not_fetched(tmp_path: Path, trap: Path, marker: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    (folder / ".gitmodules").write_text(f'[submodule "sub"]\n\tpath = sub\n\turl = ext::{trap}\n')
    git(folder, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    git(folder, "add", ".gitmodules")
    git(folder, "commit", "--quiet", "--message", "submodule")
    clone = ["-c", "protocol.ext.allow=always", "clone", "--recurse-submodules", str(folder), "clone"]
    assert snaps(marker, tmp_path, *clone)
    for address in (str(folder), folder.as_uri()):
        assert sweep(tmp_path, address).code == 1
        line = entries(tmp_path)["acme/oven"]
        assert (line["status"], line["reason"]) == ("done", "submodules left out: 1")


@pytest.mark.parametrize("is_url", [False, True])
def test_missing_objects_are_not_fetched_by_a_program_of_the_repository(
    tmp_path: Path, trap: Path, marker: Path, is_url: bool
) -> None:
    source = repository(tmp_path / "source", {"a.py": PYTHON_BAD, "b.py": CLEAN})
    git(source, "config", "uploadpack.allowFilter", "true")
    folder = tmp_path / "acme" / "oven"
    git(tmp_path, "clone", "--quiet", "--bare", "--filter=blob:none", source.as_uri(), str(folder))
    git(folder, "config", "remote.origin.uploadpack", str(trap))
    assert snaps(marker, folder, "cat-file", "blob", "HEAD:a.py")
    run = sweep(tmp_path, folder.as_uri() if is_url else str(folder))
    assert run.code == 2
    line = entries(tmp_path)["acme/oven"]
    assert line["status"] == "failed"
    assert is_url or line["reason"] == "files that are missing in the repository: 2, such as a.py"


def test_a_file_that_is_missing_is_told_and_all_others_are_judged(tmp_path: Path) -> None:
    source = repository(tmp_path / "source", {"a.py": PYTHON_BAD, "b.py": f"{PYTHON_BAD}x = 1\n", "c.json": "{}"})
    (source / "link.py").symlink_to("b.py")
    commit(source, {})
    git(source, "config", "uploadpack.allowFilter", "true")
    folder = tmp_path / "acme" / "oven"
    git(tmp_path, "clone", "--quiet", "--bare", "--filter=blob:none", source.as_uri(), str(folder))
    git(folder, "cat-file", "blob", "HEAD:a.py")  # fetches it
    git(folder, "cat-file", "blob", "HEAD:c.json")
    assert sweep(tmp_path, "acme/oven").code == 2
    line = entries(tmp_path)["acme/oven"]
    assert (line["status"], line["reason"]) == (
        "failed",
        "files that are missing in the repository: 2, such as b.py",
    )
    assert [one["path"] for one in findings(tmp_path, "acme/oven")] == ["a.py"]


@pytest.mark.parametrize("words", [(), ("--no-state",), ("--history",)])
def test_a_file_that_a_server_lacks_is_told_and_all_others_are_judged(tmp_path: Path, words: tuple[str, ...]) -> None:
    files = {"a.py": PYTHON_BAD, "b.py": "y = 2\n", "c.py": "z = 3\n", "d.py": CLEAN}
    folder = repository(tmp_path / "acme" / "oven", files)
    git(folder, "config", "uploadpack.allowFilter", "true")
    for name in ("b.py", "c.py"):
        blob = git(folder, "rev-parse", f"HEAD:{name}").strip()
        (folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert sweep(tmp_path, *words, folder.as_uri()).code == 2
    line = entries(tmp_path)["acme/oven"]
    assert (line["status"], line["reason"]) == (
        "failed",
        "files that are missing in the repository: 2, such as b.py",
    )
    assert [one["path"] for one in findings(tmp_path, "acme/oven")] == ["a.py"]


def test_included_settings_and_aliases_of_a_mirror_are_not_in_force(tmp_path: Path, trap: Path, marker: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    included = tmp_path / "included"
    included.write_text(f"[core]\n\tfsmonitor = {trap}\n\tpager = {trap}\n[diff]\n\texternal = {trap}\n")
    git(folder, "config", "include.path", str(included))
    assert snaps(marker, folder, "status")
    for address in (str(folder), folder.as_uri()):
        assert sweep(tmp_path, address).code == 1


def test_a_git_in_the_current_folder_is_not_started(
    tmp_path: Path, trap: Path, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    here = tmp_path / "here"
    here.mkdir()
    program(here / "git", marker)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    subprocess.run(["git", "version"], cwd=here, capture_output=True, check=False)
    assert marker.exists()
    marker.unlink()
    run = run_spanlint(here, "sweep", "--out", str(tmp_path / "out"), "--isolated", str(tmp_path / "acme" / "oven"))
    assert run.code == 1


def test_repositories_of_another_user_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oven = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    git(tmp_path, "clone", "--quiet", "--bare", str(oven), str(tmp_path / "acme" / "bare.git"))
    git(oven, "worktree", "add", "--quiet", str(tmp_path / "acme" / "linked"), "HEAD")
    real = shutil.which("git")
    (tmp_path / "bin").mkdir()
    others = f'case "$PWD $*" in *{PREFIX}*) ;; *) export GIT_TEST_ASSUME_DIFFERENT_OWNER=true;; esac'
    (tmp_path / "bin" / "git").write_text(f'#!/bin/sh\n{others}\nexec "{real}" "$@"\n')
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    refused = subprocess.run(["git", "status"], cwd=oven, capture_output=True, text=True, check=False)
    assert "dubious ownership" in refused.stderr
    names = ["acme/bare", "acme/linked", "acme/oven"]
    assert sweep(tmp_path, "acme/bare.git", *names[1:]).code == 1
    assert [len(findings(tmp_path, name)) for name in names] == [1, 1, 1]


def test_odd_repositories_fail_alone(tmp_path: Path) -> None:
    good = repository(tmp_path / "acme" / "good", {"a.py": PYTHON_BAD})
    headless = repository(tmp_path / "acme" / "headless", {"a.py": PYTHON_BAD})
    git(headless, "symbolic-ref", "HEAD", "refs/heads/gone")
    corrupt = repository(
        tmp_path / "acme" / "corrupt", {f"{number}.py": f"x = {number}\n" * 50 for number in range(50)}
    )
    git(corrupt, "repack", "--quiet", "-a", "-d")
    (pack,) = (corrupt / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    data = bytearray(pack.read_bytes())
    for at in range(40, len(data) - 20, 7):
        data[at] ^= 0xFF
    pack.write_bytes(data)
    large = repository(tmp_path / "acme" / "large", {"a.py": PYTHON_BAD, "b.py": "#" * 60_000_000})
    many = repository(tmp_path / "acme" / "many", {f"{number % 50}/{number}.py": CLEAN for number in range(5000)})
    names = repository(tmp_path / "acme" / "names", {"<script>\x1b[31m\n.py": PYTHON_BAD, "é\t.py": PYTHON_BAD})
    commit(names, {"\\.py": CLEAN})
    run = sweep(tmp_path, *map(str, (good, headless, corrupt, large, many, names)))
    assert run.code == 2
    states = {name.removeprefix("acme/"): line["status"] for name, line in entries(tmp_path).items()}
    assert states == {
        "good": "done",
        "headless": "failed",
        "corrupt": "failed",
        "large": "done",
        "many": "done",
        "names": "done",
    }
    lines = entries(tmp_path)
    assert lines["acme/large"]["reason"] == "b.py: skipped: 60000000 bytes, more than max-file-size (5000000)"
    assert len(findings(tmp_path, "acme/large")) == 1
    assert len(findings(tmp_path, "acme/names")) == 2
    assert lines["acme/many"]["files"] == 5000
    assert all(line["reason"].isprintable() for line in lines.values())
    assert "\x1b" not in run.out + run.err
