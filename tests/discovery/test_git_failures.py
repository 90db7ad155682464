"""Whenever git cannot be asked or does not answer, the files are found by walking, and nobody is bothered."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Any

import pytest

from spanlint.discovery.named_paths import discover
from spanlint.disk.git import find_git, start
from tests.discovery.repositories import git, listed_by_git, program, repository, shown, write
from tests.waiting import wait_until

pytestmark = pytest.mark.program


@pytest.fixture
def project(here: Path) -> Path:
    repository(here, "a.py")
    write(here, "b.py", "ignored.py", "sub/c.py")
    (here / ".gitignore").write_text("ignored.py\n")
    assert listed_by_git(here)
    return here


def is_walked(folder: Path) -> bool:
    return not listed_by_git(folder) and shown(".") == ["a.py", "b.py", "sub/c.py"]


def test_no_git_installed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project / "sub"))
    assert is_walked(project)


def test_a_git_that_cannot_be_started(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "git").write_bytes(b"\x7fELF nonsense")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert is_walked(project)


def test_a_git_that_fails_right_away(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path / "git", tmp_path / "marker")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert is_walked(project)


def test_dubious_ownership(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert is_walked(project)
    git(project, "config", "--global", "safe.directory", str(project))
    assert listed_by_git(project)


def test_an_owner_that_really_differs(project: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give files away")
    for path in (project, project / ".git"):
        os.chown(path, 65534, 65534)
    assert is_walked(project)


def test_an_unknown_repository_format(project: Path) -> None:
    git(project, "config", "core.repositoryFormatVersion", "99")
    assert is_walked(project)


def test_a_broken_configuration(project: Path) -> None:
    (project / ".git" / "config").write_text("[core\n")
    assert is_walked(project)


def test_an_empty_git_folder(here: Path) -> None:
    write(here, "a.py", "b.py", "sub/c.py", "ignored.py")
    (here / ".gitignore").write_text("ignored.py\n")
    (here / ".git").mkdir()
    assert is_walked(here)


def test_a_git_file_that_leads_nowhere(here: Path) -> None:
    write(here, "a.py", "b.py", "sub/c.py")
    (here / ".git").write_text("gitdir: /nowhere\n")
    assert is_walked(here)


def test_a_folder_that_git_cannot_read_is_a_problem_and_the_rest_is_found(project: Path, mortal: None) -> None:
    write(project, "locked/d.py")
    (project / "locked").chmod(0)
    try:
        assert listed_by_git(project / "sub")
        assert not listed_by_git(project)
        discovery = discover(["."])
    finally:
        (project / "locked").chmod(0o755)
    assert [problem.line() for problem in discovery.problems] == ["locked: permission denied"]
    assert discovery.files == ["a.py", "b.py", "sub/c.py"]


def test_without_posix_spawn_git_is_asked_all_the_same(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "posix_spawn")
    assert listed_by_git(project)
    assert shown(".") == ["a.py", "b.py", "sub/c.py"]
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert is_walked(project)


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the processes of git that are started from now on, in order."""
    processes: list[int] = []
    spawn = os.posix_spawn

    def noting(*arguments: Any, **options: Any) -> int:
        processes.append(spawn(*arguments, **options))
        return processes[-1]

    monkeypatch.setattr(os, "posix_spawn", noting)
    return processes


@pytest.fixture
def long_names(here: Path) -> Path:
    """A repository that git needs more room for to list than a pipe has by itself."""
    repository(here)
    write(here, *(f"{number}{'_' * 200}.py" for number in range(600)))
    return here


def _is_given_a_wide_pipe() -> bool:
    reading, writing = os.pipe()
    try:
        return fcntl.fcntl(reading, fcntl.F_SETPIPE_SZ, 1 << 20) >= 1 << 20
    except (AttributeError, OSError):  # another system, or a user who has too many
        return False
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.skipif(not _is_given_a_wide_pipe(), reason="a pipe holds no more here")
def test_git_ends_before_a_long_answer_is_read(long_names: Path, spawned: list[int]) -> None:
    answer = start(find_git() or "", str(long_names), "ls-files", "--others")
    wait_until(lambda: os.waitid(os.P_PID, spawned[0], os.WEXITED | os.WNOWAIT | os.WNOHANG))
    assert answer().output.count(b"\n") == 600


def test_a_long_answer_is_whole_where_a_pipe_cannot_be_widened(
    long_names: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_pipe: int, _command: int, _bytes: int) -> int:
        raise PermissionError

    monkeypatch.setattr(fcntl, "fcntl", refused)
    assert start(find_git() or "", str(long_names), "ls-files", "--others")().output.count(b"\n") == 600


def test_no_process_is_left_behind(project: Path, spawned: list[int]) -> None:
    discover([".", "sub", "a.py"])
    assert spawned
    for process in spawned:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_no_descriptor_is_left_open(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def count() -> int:
        return sum(1 for number in range(256) if _is_open(number))

    before = count()
    discover([".", "sub"])
    (tmp_path / "git").write_bytes(b"\x7fELF nonsense")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    discover([".", "sub"])
    assert count() == before


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
