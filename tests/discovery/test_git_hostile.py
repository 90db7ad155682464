"""Nothing in a linted repository may make spanlint run anything, or list another place.

Where plain git falls into a trap, the test first shows that it does: a trap that never snaps proves nothing.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from spanlint.discovery.named_paths import discover
from spanlint.disk import git as git_process
from tests.discovery.repositories import git, listed_by_git, program, repository, shown, write

pytestmark = pytest.mark.program


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "marker"


@pytest.fixture
def trap(tmp_path: Path, marker: Path) -> Path:
    return program(tmp_path / "trap", marker)


def plain_git_runs_it(folder: Path, marker: Path) -> bool:
    command = ["git", "-C", str(folder), "ls-files", "--stage", "--others", "--exclude-standard"]
    subprocess.run(command, capture_output=True, check=False)
    ran = marker.exists()
    marker.unlink(missing_ok=True)
    return ran


def test_core_fsmonitor_is_not_run(here: Path, trap: Path, marker: Path) -> None:
    repository(here, "a.py")
    git(here, "config", "core.fsmonitor", str(trap))
    assert plain_git_runs_it(here, marker)
    assert listed_by_git(here)
    assert shown(".") == ["a.py"]
    assert not marker.exists()


def test_core_fsmonitor_in_an_included_file_and_in_a_submodule_is_not_run(here: Path, trap: Path, marker: Path) -> None:
    repository(here / "nested", "a.py")
    repository(here, "b.py")
    for folder in (here, here / "nested"):
        (folder / ".git" / "more").write_text(f"[core]\nfsmonitor = {trap}\n")
        git(folder, "config", "include.path", "more")
        assert plain_git_runs_it(folder, marker)
    assert shown(".") == ["b.py", "nested/a.py"]
    assert not marker.exists()


def test_a_bare_repository_hidden_among_the_files_is_not_asked(here: Path, trap: Path, marker: Path) -> None:
    repository(here)
    bare = here / "fixtures"
    git(here, "init", "--quiet", "--bare", "fixtures")
    git(bare, "config", "core.bare", "false")
    git(bare, "config", "core.worktree", ".")
    git(bare, "config", "core.fsmonitor", str(trap))
    write(bare, "a.py", "sub/b.py")
    git(here, "--git-dir", str(bare), "--work-tree", str(bare), "-c", "core.fsmonitor=false", "add", "a.py")
    assert plain_git_runs_it(bare, marker)
    assert shown("fixtures") == ["fixtures/a.py", "fixtures/sub/b.py"]
    assert shown("fixtures/sub") == ["fixtures/sub/b.py"]
    assert shown(".") == ["fixtures/a.py", "fixtures/sub/b.py"]
    assert not marker.exists()


def test_a_bare_repository_beside_a_broken_git_folder_is_not_asked(here: Path, trap: Path, marker: Path) -> None:
    git(here, "init", "--quiet", "--bare", ".")
    git(here, "config", "core.bare", "false")
    git(here, "config", "core.worktree", ".")
    write(here, "a.py")
    git(here, "--git-dir", str(here), "--work-tree", str(here), "add", "a.py")
    git(here, "config", "core.fsmonitor", str(trap))
    (here / ".git").mkdir()
    assert plain_git_runs_it(here, marker)
    assert not listed_by_git(here)
    assert shown(".") == ["a.py"]
    assert not marker.exists()


def test_a_broken_git_folder_does_not_give_way_to_the_repository_above(here: Path) -> None:
    repository(here, "a.py", "gone.py")
    write(here, "sub/b.py")
    (here / "sub" / ".git").mkdir()
    assert not listed_by_git(here / "sub")
    assert shown("sub") == ["sub/b.py"]


def test_a_name_that_reads_like_a_submodule_leads_nowhere(here: Path) -> None:
    repository(here, "160000 ab 0\tignored")
    write(here, "ignored/a.py")
    (here / ".gitignore").write_text("/ignored\n")
    assert listed_by_git(here)
    assert shown(".") == []


@pytest.mark.parametrize("switch", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL", None])
def test_missing_objects_are_not_fetched(
    here: Path, trap: Path, marker: Path, switch: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sparse index names folders by hashes; with a promisor remote git would start its transport to read them."""
    if switch:  # each of the two is enough without the other
        whole = git_process._environment
        monkeypatch.setattr(
            git_process, "_environment", lambda root: {k: v for k, v in whole(root).items() if k != switch}
        )
    repository(here, "a.py", "sub/b.py")
    git(here, "sparse-checkout", "set", "--cone", "--sparse-index")
    tree = git(here, "rev-parse", "HEAD:sub").strip()
    (here / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{trap}",
        "protocol.ext.allow": "always",
        "protocol.allow": "always",
    }.items():
        git(here, "config", key, value)
    assert plain_git_runs_it(here, marker)
    assert shown(".") == ["a.py"]
    git(here, "config", "remote.origin.url", str(here))
    git(here, "config", "remote.origin.uploadpack", str(trap))
    assert plain_git_runs_it(here, marker)
    assert shown(".") == ["a.py"]
    git(here, "config", "remote.origin.url", "ssh://host/path")
    git(here, "config", "core.sshCommand", str(trap))
    assert plain_git_runs_it(here, marker)
    assert shown(".") == ["a.py"]
    assert not marker.exists()


def test_hooks_are_not_run_and_the_index_is_not_written(here: Path, trap: Path, marker: Path) -> None:
    repository(here, "a.py")
    hooks = here / "hooks"
    hooks.mkdir()
    for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout"):
        (hooks / name).symlink_to(trap)
    for key, value in {"core.hooksPath": str(hooks), "core.untrackedCache": "true", "index.version": "4"}.items():
        git(here, "config", key, value)
    os.utime(here / "a.py", (1, 1))  # a refresh would find news to write down
    index = here / ".git" / "index"
    before = (index.read_bytes(), index.stat().st_mtime_ns)
    assert listed_by_git(here)
    assert shown(".") == ["a.py"]
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before
    assert sorted(path.name for path in (here / ".git").glob("*.lock")) == []
    assert not marker.exists()


def test_aliases_filters_and_pagers_are_not_run(here: Path, trap: Path, marker: Path) -> None:
    repository(here, "a.py")
    (here / ".gitattributes").write_text("*.py filter=evil diff=evil\n")
    for key in ("filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "core.pager"):
        git(here, "config", key, str(trap))
    for key in ("pager.ls-files", "core.editor", "core.askPass", "core.gitProxy", "credential.helper", "diff.external"):
        git(here, "config", key, str(trap))
    for command in ("ls-files", "check-ignore"):
        git(here, "config", f"alias.{command}", f"!{trap}")
    write(here, "sub/b.py")
    assert listed_by_git(here)
    assert shown(".") == ["a.py", "sub/b.py"]
    assert shown("sub") == ["sub/b.py"]
    assert not marker.exists()


def test_core_worktree_does_not_lead_elsewhere(here: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere, "secret.py")
    repository(here, "a.py")
    write(here, "b.py")
    git(here, "config", "core.worktree", str(elsewhere))
    assert "secret.py" in git(here, "ls-files", "--others")
    assert listed_by_git(here)
    assert shown(".") == ["a.py", "b.py"]


def test_submodule_recurse_changes_nothing(here: Path) -> None:
    repository(here / "sub", "a.py")
    repository(here, "b.py")
    git(here, "config", "submodule.recurse", "true")
    assert listed_by_git(here)
    assert shown(".") == ["b.py", "sub/a.py"]


def test_a_git_among_the_linted_files_is_not_started(
    here: Path, trap: Path, marker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(here, "a.py")
    (here / "git").symlink_to(trap)
    (here / "bin").mkdir()
    (here / "bin" / "git").symlink_to(trap)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.pathsep}bin{os.pathsep}{os.environ['PATH']}")
    assert listed_by_git(here)
    assert shown(".") == ["a.py"]
    assert not marker.exists()


def test_a_fifo_called_gitignore_does_not_stop_a_walk(here: Path) -> None:
    write(here, "sub/a.py")
    os.mkfifo(here / ".gitignore")
    os.mkfifo(here / "sub" / ".gitignore")
    assert shown(".") == ["sub/a.py"]


def test_a_git_that_is_a_fifo_does_not_stop_anything(here: Path) -> None:
    write(here, "a.py", "sub/b.py")
    os.mkfifo(here / ".git")
    os.mkfifo(here / "sub" / ".git")
    assert shown(".") == shown(".", "sub") == ["a.py", "sub/b.py"]


def test_a_repository_with_a_corrupt_index_is_walked(here: Path) -> None:
    repository(here, "a.py")
    write(here, "b.py", "ignored.py")
    (here / ".gitignore").write_text("ignored.py\n")
    (here / ".git" / "index").write_bytes(b"DIRC" + b"\xff" * 40)
    assert not listed_by_git(here)
    assert discover(["."]).problems == []
    assert shown(".") == ["a.py", "b.py"]
